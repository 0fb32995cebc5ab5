@NullMarked
package io.github.pmdb.uprobe.code;

import org.jspecify.annotations.NullMarked;
