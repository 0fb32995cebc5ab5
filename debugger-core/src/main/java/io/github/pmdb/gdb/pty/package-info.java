/// Pseudo terminals as gdb needs them: reading several without losing an order, their modes and
/// size, and the terminal of the program that is debugged. Where pty4j and the JDK lack a call,
/// [LibC] has it.
///
/// The numbers of system calls' flags are those of Linux's generic ABI (x86-64, aarch64, riscv64).
@NullMarked
package io.github.pmdb.gdb.pty;

import org.jspecify.annotations.NullMarked;
