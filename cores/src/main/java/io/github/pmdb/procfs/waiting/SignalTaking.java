package io.github.pmdb.procfs.waiting;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import java.util.List;
import java.util.Optional;

/// Who in a process gets a signal that is sent to it. A thread that waits for signals (`sigwait`,
/// `signalfd`) takes one without any stop, so that a debugger never sees it and the program does
/// what it does on it; one that all have blocked waits for ever.
public final class SignalTaking {
  private static final String SIGTIMEDWAIT = "rt_sigtimedwait";
  private static final SyscallTable TABLE = SyscallTable.load();

  private SignalTaking() {}

  /// Whether a debugger may not see the signal. As the kernel does (`complete_signal`), the first
  /// thread is asked before all others, and those that a debugger holds are not.
  ///
  /// @param signal its number
  public static boolean unseen(long pid, int signal) {
    ProcDirectory process = ProcDirectory.of(pid);
    List<ProcDirectory> running =
        process.numbers("task").stream().map(process::thread).filter(SignalTaking::runs).toList();
    boolean first = running.contains(process.thread(pid));
    return (first ? List.of(process.thread(pid)) : running)
        .stream().anyMatch(thread -> blocks(thread, signal) || waits(thread));
  }

  private static boolean runs(ProcDirectory thread) {
    return ProcStatus.read(thread).filter(s -> "tTZX".indexOf(s.state()) < 0).isPresent();
  }

  private static boolean blocks(ProcDirectory thread, int signal) {
    return ProcStatus.read(thread).filter(s -> s.blocks(signal)).isPresent();
  }

  /// For signals, whichever they are.
  private static boolean waits(ProcDirectory thread) {
    Optional<BlockedCall> call = thread.text("syscall").flatMap(BlockedCall::parse);
    return call.flatMap(c -> TABLE.get(c.number()))
        .filter(s -> s.name().equals(SIGTIMEDWAIT))
        .isPresent();
  }
}
