package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.process.GdbProcess;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import java.io.IOException;
import java.util.OptionalLong;

/// Who gets the keys that the user types while a command runs.
///
/// gdb itself when it reads (a secondary prompt, a question, the pager, TUI), or something that it
/// started in the foreground does (`shell`, `edit`, Python's stdin). The program being debugged
/// while it runs on the terminal that we gave it. Else nobody yet: they wait. The state is the
/// kernel's, at the moment of typing, so no text of gdb's has to be understood for it.
enum KeyRoute {
  /// gdb's console, where single keys are read: at a prompt of the running line, or already at the
  /// one that ends it, which the kernel's state cannot tell apart.
  READLINE,
  /// gdb's console, where whole lines are read.
  CONSOLE,
  INFERIOR,
  NOBODY;

  static KeyRoute of(GdbProcess gdb) throws IOException {
    boolean canonical = gdb.console().mode().canonical();
    if (!canonical) {
      return running(gdb.pid()) ? NOBODY : READLINE;
    }
    OptionalLong leader = gdb.inferior().master().sessionLeader();
    if (leader.isPresent() && !stopped(leader.getAsLong())) {
      return INFERIOR;
    }
    return readsTerminal(gdb.pid()) || hasForegroundChild(gdb.pid()) ? CONSOLE : NOBODY;
  }

  /// Whether gdb waits for a line or key with nothing else to do.
  static boolean gdbWaitsForKeys(GdbProcess gdb) throws IOException {
    return !gdb.console().mode().canonical() && waitChannel(gdb.pid()).contains("poll");
  }

  /// On a processor or ready to be (state R of proc_pid_status(5)).
  private static boolean running(long pid) {
    return state(pid) == 'R';
  }

  /// By a debugger or a signal, or dead (t, T, Z, X).
  private static boolean stopped(long pid) {
    return "tTZX".indexOf(state(pid)) >= 0;
  }

  private static char state(long pid) {
    return ProcStatus.of(pid).map(ProcStatus::state).orElse('X');
  }

  /// Where a read from a terminal waits: `n_tty_read` calls `wait_woken`.
  private static boolean readsTerminal(long pid) {
    String channel = waitChannel(pid);
    return channel.equals("wait_woken") || channel.equals("n_tty_read");
  }

  private static String waitChannel(long pid) {
    // It ended just now: what is not there neither runs nor reads.
    return ProcDirectory.of(pid).text("wchan").orElse("");
  }

  /// A child that gdb does not trace; the debuggee is one that it does.
  static boolean hasForegroundChild(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::children)
        // One that has ended meanwhile has none.
        .flatMap(child -> ProcStatus.of(child.pid()).stream())
        .anyMatch(status -> !status.tracer().equals(OptionalLong.of(pid)));
  }
}
