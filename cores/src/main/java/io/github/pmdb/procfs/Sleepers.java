package io.github.pmdb.procfs;

import io.github.pmdb.procfs.LiveSnapshot.BlockedAt;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.procfs.waiting.BlockedCall;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which threads of a running process have slept, at the same place, from one moment on: what was
/// read meanwhile of their stacks and locks is of one moment then.
public final class Sleepers {
  private final LiveSnapshot process;
  private final ProcDirectory directory;
  private final Map<Long, Long> switches = new HashMap<>();

  private Sleepers(LiveSnapshot process) {
    this.process = process;
    this.directory = ProcDirectory.of(process.process().pid());
  }

  /// From now on.
  public static Sleepers of(LiveSnapshot process) {
    Sleepers sleepers = new Sleepers(process);
    for (ThreadInfo thread : process.threads()) {
      ProcStatus.read(sleepers.directory.thread(thread.tid()))
          .ifPresent(status -> sleepers.switches.put(thread.tid(), status.switches()));
    }
    return sleepers;
  }

  /// Whether a thread is in the system call in which the snapshot saw it, and has not run since.
  public boolean slept(long tid) {
    ProcDirectory thread = directory.thread(tid);
    Optional<BlockedAt> at = thread.text("syscall").flatMap(BlockedCall::parse).map(BlockedAt::of);
    return at.isPresent()
        && process.blockedAt(tid).equals(at)
        && ProcStatus.read(thread)
            .filter(status -> status.switches() == switches.getOrDefault(tid, -1L))
            .isPresent();
  }
}
