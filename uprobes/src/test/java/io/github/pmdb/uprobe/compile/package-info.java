/// Tests of how expressions are written for gdb's compiler.
@NullMarked
package io.github.pmdb.uprobe.compile;

import org.jspecify.annotations.NullMarked;
