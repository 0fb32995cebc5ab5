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

  /// @return address of the futex, absent when the thread waits for none or runs
  public static OptionalLong of(Snapshot snapshot, ThreadInfo thread) {
    Optional<Registers> registers = thread.registers();
    if (registers.isPresent()) {
      return registers
          .flatMap(FutexCall::of)
          .filter(FutexCall::waits)
          .map(c -> OptionalLong.of(c.address()))
          .orElse(OptionalLong.empty());
    }
    return snapshot instanceof LiveSnapshot live
        ? live.blockedAt(thread.tid()).map(BlockedAt::futex).orElse(OptionalLong.empty())
        : OptionalLong.empty();
  }
}
