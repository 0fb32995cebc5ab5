/// Tests of the bytecode.
@NullMarked
package io.github.pmdb.uprobe.agent;

import org.jspecify.annotations.NullMarked;
