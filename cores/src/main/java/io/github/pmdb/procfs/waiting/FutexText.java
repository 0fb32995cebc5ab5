package io.github.pmdb.procfs.waiting;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.lock.FutexCall;
import io.github.pmdb.procfs.lock.MutexOwner;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/// Tells what a futex is, as far as that is sure.
final class FutexText {
  private final Memory memory;
  private final Threads threads;
  private final LongPredicate inLibc;

  /// @param inLibc whether a program counter lies in the C library's own code and not in its
  ///   function `syscall`, with which anybody can build locks of his own
  FutexText(Memory memory, Threads threads, LongPredicate inLibc) {
    this.memory = memory;
    this.threads = threads;
    this.inLibc = inLibc;
  }

  /// The owner of the lock that is waited for; empty when it is no lock with an owner.
  OptionalLong owner(BlockedCall call) {
    FutexCall futex = FutexCall.of(call.arguments());
    OptionalLong owner = MutexOwner.of(memory, futex, threads::live);
    return owner.isPresent() && inLibc.test(call.pc()) ? owner : OptionalLong.empty();
  }

  /// The call and, after a colon, what it means.
  String text(BlockedCall call, Limit limit) {
    FutexCall futex = FutexCall.of(call.arguments());
    String plain =
        "futex(%s, %s, %d%s)"
            .formatted(
                Addresses.hex(futex.address()),
                futex.operationName(),
                Integer.toUnsignedLong(futex.value()),
                futex.timeout() == 0 ? "" : ", " + limit.text(futex));
    OptionalLong owner = owner(call);
    if (owner.isPresent()) {
      return plain + ": waits for a lock held by " + threads.text(owner.getAsLong());
    }
    if (!futex.waits() || !inLibc.test(call.pc())) {
      return plain;
    }
    OptionalLong joined = joined(futex);
    if (joined.isPresent()) {
      return plain + ": waits for " + threads.text(joined.getAsLong()) + " to end";
    }
    // glibc's mutexes wait by FUTEX_WAIT; only these go through __futex_abstimed_wait64.
    boolean other = futex.isPrivate() && futex.absolute() && futex.value() != 2;
    return other ? plain + ": a condition variable, semaphore or read-write lock" : plain;
  }

  /// `pthread_join` waits, with a futex that is not private, until the kernel clears the word that
  /// holds the thread's id (`CLONE_CHILD_CLEARTID`).
  private OptionalLong joined(FutexCall futex) {
    try {
      boolean same = memory.i32(futex.address()) == futex.value();
      return same && !futex.isPrivate() ? threads.live(futex.value()) : OptionalLong.empty();
    } catch (MemoryFault _) {
      return OptionalLong.empty();
    }
  }

  /// Puts a futex' time limit in words.
  interface Limit {
    String text(FutexCall futex);
  }
}
