package io.github.pmdb.procfs.lock;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/// Reads the owner out of a lock that a thread waits for.
///
/// glibc's mutex on x86-64 (`struct __pthread_mutex_s`, `sysdeps/x86/nptl/bits/struct_mutex.h`, the
/// same since glibc 2.3): `int __lock` at 0, which is the futex word, `unsigned __count` at 4, `int
/// __owner` at 8, `unsigned __nusers` at 12, `int __kind` at 16. A waiter of an ordinary mutex
/// waits while `__lock` is 2 (`sysdeps/nptl/lowlevellock.h`); the word of a robust or
/// priority-inheriting mutex is the owner's thread id with flag bits (`linux/futex.h`).
public final class MutexOwner {
  private static final int CONTENDED = 2;
  private static final int FUTEX_WAITERS = 0x8000_0000;
  private static final int FUTEX_TID_MASK = 0x3fff_ffff;

  /// `PTHREAD_MUTEX_ROBUST_NORMAL_NP`, `nptl/pthreadP.h`.
  private static final int ROBUST = 16;

  /// Type (0 to 3), robust, PI, PP, pshared, elision and no elision: all that `__kind` may be.
  private static final int KIND_MASK = 0x3f3;

  private MutexOwner() {}

  /// The thread that holds the lock, in the observer's namespace; empty when anything about the
  /// lock does not fit.
  ///
  /// @param live maps a thread id as the process knows it to ours, empty for one that is not a live
  ///   thread of the process
  public static OptionalLong of(Memory memory, FutexCall call, LongFunction<OptionalLong> live) {
    try {
      return switch (call.command()) {
        case FutexCall.LOCK_PI, FutexCall.LOCK_PI2 ->
            live.apply(memory.i32(call.address()) & FUTEX_TID_MASK);
        case FutexCall.WAIT, FutexCall.WAIT_BITSET -> ofMutex(memory, call, live);
        default -> OptionalLong.empty();
      };
    } catch (MemoryFault _) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong ofMutex(
      Memory memory, FutexCall call, LongFunction<OptionalLong> live) {
    long address = call.address();
    int lock = memory.i32(address);
    int owner = memory.i32(address + 8);
    int users = memory.i32(address + 12);
    int kind = memory.i32(address + 16);
    boolean looksLikeMutex = users > 0 && owner > 0 && (kind & ~KIND_MASK) == 0;
    boolean contended =
        (kind & ROBUST) == 0
            ? lock == CONTENDED && call.value() == CONTENDED
            : lock == call.value()
                && (lock & FUTEX_WAITERS) != 0
                && (lock & FUTEX_TID_MASK) == owner;
    return looksLikeMutex && contended ? live.apply(owner) : OptionalLong.empty();
  }
}
