package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.frame.WithBlocks;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.memory.MemoryFault;
import java.util.Optional;
import java.util.OptionalLong;

/// Finds the lock for which a thread sleeps, by the futex it sleeps on: nothing is guessed.
final class Awaited {
  private final Heap heap;

  Awaited(Heap heap) {
    this.heap = heap;
  }

  /// @param frame the thread's innermost one, which has called the lock
  Optional<Lock> lock(long futex, long frame) {
    return parked(futex).or(() -> onStack(futex, frame));
  }

  /// A `PyMutex` is waited for by a semaphore of the waiting thread, with the mutex's address right
  /// before it (`struct wait_entry` in `Python/parking_lot.c`, since 3.13).
  private Optional<Lock> parked(long futex) {
    for (long offset : Lock.mutexOffsets(heap)) {
      try {
        long mutex = heap.memory().pointer(futex - Long.BYTES);
        Optional<Lock> lock = Lock.read(heap, mutex - offset);
        if (lock.isPresent() && lock.get().semaphore(heap).isEmpty()) {
          return lock;
        }
      } catch (MemoryFault _) { // it sleeps for something else
      }
    }
    return Optional.empty();
  }

  /// The semaphore of a lock tells nothing of the lock, but the frame that calls one has it on its
  /// stack, itself or as what a method is bound to.
  private Optional<Lock> onStack(long futex, long frame) {
    for (long object : WithBlocks.stack(heap, frame)) {
      try {
        Optional<Lock> lock = lockAt(object);
        if (lock.isPresent() && lock.get().semaphore(heap).equals(OptionalLong.of(futex))) {
          return lock;
        }
      } catch (MemoryFault _) { // what lay in a slot that is not in use any more
      }
    }
    return Optional.empty();
  }

  private Optional<Lock> lockAt(long object) {
    boolean method = heap.typeOf(object).name().equals("builtin_function_or_method");
    long self = method ? heap.pointer(object, "cfunc.m_self") : object;
    return self == 0 ? Optional.empty() : Lock.read(heap, self);
  }
}
