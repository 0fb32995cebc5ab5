package io.github.pmdb.procfs;

import io.github.pmdb.procfs.lock.FutexCall;
import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.procfs.waiting.BlockedCall;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A live process, read through `/proc` without stopping it. What is asked for is read once, at the
/// first time it is asked for, and then stays as it was; memory is read anew each time.
public interface LiveSnapshot extends Snapshot {
  /// The process that traces it now, if any.
  OptionalLong tracer();

  /// Whether the process lives in another mount namespace than we do.
  boolean otherMountNamespace();

  /// Whether the process lives in another pid namespace than we do.
  boolean otherPidNamespace();

  /// Whether it still exists (a read after it vanished throws [io.github.pmdb.snapshot.UserError]).
  boolean alive();

  /// The monotonic clock in nanoseconds, as the process could have looked at it last: now, or when
  /// it was stopped.
  default long clock() {
    return System.nanoTime();
  }

  /// Threads that wait without a time limit for a lock whose owner is known for sure.
  List<LockWait> lockWaits();

  /// Where a thread that is blocked in the kernel (or stopped) left user space: the two registers
  /// that are known without stopping it. Empty for a running thread.
  Optional<BlockedAt> blockedAt(long tid);

  /// What a descriptor leads to: a path, or the addresses of a socket. Empty for one that is closed
  /// or may not be looked at.
  Optional<String> descriptor(int fd);

  /// @param sp stack pointer
  /// @param pc program counter
  /// @param futex the call by which it waits for a futex, absent when it waits for none
  record BlockedAt(long sp, long pc, Optional<FutexCall> futex) {
    static BlockedAt of(BlockedCall call) {
      Optional<FutexCall> futex =
          call.number() == FutexCall.NUMBER
              ? Optional.of(FutexCall.of(call.arguments())).filter(FutexCall::waits)
              : Optional.empty();
      return new BlockedAt(call.sp(), call.pc(), futex);
    }

    /// Whether a thread with these registers is where this was read, in the same call.
    public boolean fits(Registers registers) {
      return sp == registers.sp()
          && pc == registers.pc()
          && futex.equals(FutexCall.of(registers).filter(FutexCall::waits));
    }
  }
}
