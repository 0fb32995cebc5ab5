/// Tests of the language.
@NullMarked
package io.github.pmdb.uprobe.spec;

import org.jspecify.annotations.NullMarked;
