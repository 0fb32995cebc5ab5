package io.github.pmdb.procfs;

import io.github.pmdb.procfs.LiveSnapshot.BlockedAt;
import io.github.pmdb.procfs.lock.FutexCall;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.Optional;
import java.util.OptionalLong;

/// The futex that a thread waits for: of one that stands still by its registers, of one that sleeps
/// by what the kernel tells.
public final class FutexWait {
  private FutexWait() {}

  /// @param tid the kernel's id of the thread, absent where it is not known
  /// @return the call, absent when the thread waits for no futex or runs
  public static Optional<FutexCall> of(Snapshot snapshot, OptionalLong tid) {
    return tid.isEmpty()
        ? Optional.empty()
        : snapshot.thread(tid.getAsLong()).flatMap(thread -> of(snapshot, thread));
  }

  private static Optional<FutexCall> of(Snapshot snapshot, ThreadInfo thread) {
    Optional<Registers> registers = thread.registers();
    if (registers.isPresent()) {
      return registers.flatMap(FutexCall::of).filter(FutexCall::waits);
    }
    return snapshot instanceof LiveSnapshot live
        ? live.blockedAt(thread.tid()).flatMap(BlockedAt::futex)
        : Optional.empty();
  }
}
