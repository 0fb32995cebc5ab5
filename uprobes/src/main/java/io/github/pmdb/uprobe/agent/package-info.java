/// gdb's agent bytecode, into which gdb compiles an expression at a place in a program: read from
/// gdb's text, checked, interpreted in Java, and translated for the kernel.
@NullMarked
package io.github.pmdb.uprobe.agent;

import org.jspecify.annotations.NullMarked;
