package io.github.pmdb.procfs.lock;

import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Finds lock waits by the registers of threads that stand still, so that a core tells a deadlock
/// too.
public final class StoppedWaits {
  private StoppedWaits() {}

  /// Threads that wait without a time limit for a lock whose owner is known for sure.
  public static List<LockWait> in(Snapshot snapshot) {
    return snapshot.threads().stream().flatMap(t -> of(snapshot, t).stream()).toList();
  }

  private static Optional<LockWait> of(Snapshot snapshot, ThreadInfo thread) {
    return thread
        .registers()
        .flatMap(FutexCall::of)
        .filter(call -> !call.timed())
        .flatMap(call -> wait(snapshot, thread, call));
  }

  private static Optional<LockWait> wait(Snapshot snapshot, ThreadInfo thread, FutexCall call) {
    OptionalLong owner = MutexOwner.of(snapshot.memory(), call, tid -> observed(snapshot, tid));
    return owner.isPresent()
        ? Optional.of(new LockWait(thread.tid(), call.address(), owner.getAsLong()))
        : Optional.empty();
  }

  /// The process knows its threads by their ids in its own pid namespace.
  private static OptionalLong observed(Snapshot snapshot, long tid) {
    return snapshot.threads().stream()
        .filter(t -> t.namespaceTid() == tid)
        .mapToLong(ThreadInfo::tid)
        .findFirst();
  }
}
