package io.github.pmdb.procfs.waiting;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    Map<Long, ProcStatus> running = ProcStatus.ofThreads(pid);
    running.values().removeIf(thread -> "tTZX".indexOf(thread.state()) >= 0);
    if (running.containsKey(pid)) {
      running.keySet().retainAll(Set.of(pid));
    }
    ProcDirectory process = ProcDirectory.of(pid);
    return running.entrySet().stream()
        .anyMatch(each -> each.getValue().blocks(signal) || waits(process.thread(each.getKey())));
  }

  /// For signals, whichever they are.
  private static boolean waits(ProcDirectory thread) {
    Optional<BlockedCall> call = thread.text("syscall").flatMap(BlockedCall::parse);
    return call.flatMap(c -> TABLE.get(c.number()))
        .filter(s -> s.name().equals(SIGTIMEDWAIT))
        .isPresent();
  }
}
