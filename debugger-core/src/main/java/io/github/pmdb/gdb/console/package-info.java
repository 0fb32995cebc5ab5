/// gdb's process on its three ptys, and its own console passed through to the user's terminal.
///
/// [GdbProcess] starts gdb with its console on a first pty, MI3 (`new-ui`) on a second and the
/// terminal of the program being debugged on a third. [GdbConsole] types a line into the console
/// and shows everything that follows until gdb prompts again. That moment is known by
/// [PromptMarker]: colour sequences that draw nothing and spell a secret, which gdb prints around
/// each prompt.
///
/// The numbers of system calls' flags are those of Linux's generic ABI (x86-64, aarch64, riscv64).
@NullMarked
package io.github.pmdb.gdb.console;

import org.jspecify.annotations.NullMarked;
