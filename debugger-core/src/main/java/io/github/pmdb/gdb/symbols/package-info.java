/// A gdb that has a program's file and no process: what expressions mean in it, without stopping
/// anything.
@NullMarked
package io.github.pmdb.gdb.symbols;

import org.jspecify.annotations.NullMarked;
