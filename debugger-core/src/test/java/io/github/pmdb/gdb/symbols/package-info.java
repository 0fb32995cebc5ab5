/// Tests of expressions that are compiled without a process, and of traces of them.
@NullMarked
package io.github.pmdb.gdb.symbols;

import org.jspecify.annotations.NullMarked;
