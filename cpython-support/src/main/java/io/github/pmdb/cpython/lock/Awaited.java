package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.frame.WithBlocks;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.cpython.object.Modules;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.MemoryFault;
import java.util.Optional;
import java.util.OptionalLong;

/// Finds what a thread sleeps for, by the futex it sleeps on: nothing is guessed.
final class Awaited {
  /// More than a `ThreadHandle` takes (`Modules/_threadmodule.c`, since 3.13).
  private static final int HANDLE = 64;

  private static final int MAX_THREADS = 10_000;

  private final Heap heap;

  Awaited(Heap heap) {
    this.heap = heap;
  }

  /// The lock; absent where that only stands for a condition.
  ///
  /// @param in the thread's innermost frame, which has called the lock
  /// @throws MemoryFault when the frame can not be read
  Optional<Lock> lock(long futex, ScriptFrame in) {
    Optional<Lock> lock = parked(futex).or(() -> onStack(futex, in.address()));
    return LockModule.THREADING.isConditionWait(in)
        ? lock.filter(found -> isAttribute(found, in, "_lock"))
        : lock;
  }

  /// The `RLock` that is built on a lock: that of 2.7 is written in Python, and keeps its owner.
  ///
  /// @throws MemoryFault when the frame can not be read
  Lock outer(Lock lock, ScriptFrame in) {
    return isAttribute(lock, in, "_RLock__block")
        ? StandardLibrary.self(heap, in).map(self -> outer(lock, self)).orElse(lock)
        : lock;
  }

  private Lock outer(Lock lock, long self) {
    OptionalLong owner = number(self, "_RLock__owner");
    return lock.within(self, number(self, "_RLock__count").orElse(0), owner);
  }

  private OptionalLong number(long object, String attribute) {
    return Attributes.find(heap, object, attribute)
        .flatMap(value -> Ints.small(heap, value))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  private boolean isAttribute(Lock lock, ScriptFrame in, String name) {
    return StandardLibrary.self(heap, in)
        .flatMap(self -> Attributes.find(heap, self, name))
        .filter(value -> value == lock.address())
        .isPresent();
  }

  /// The `threading.Thread` that a thread sleeps for in its `join`.
  ///
  /// @throws MemoryFault when the frame can not be read
  Optional<Long> thread(long futex, ScriptFrame join) {
    Optional<Lock> called = onStack(futex, join.address());
    return StandardLibrary.self(heap, join).filter(thread -> isEnd(futex, called, thread));
  }

  /// The first `threading.Thread` for whose end the main thread sleeps when it has run off its own.
  ///
  /// @param interpreter address of the `PyInterpreterState` whose threads are meant
  /// @throws MemoryFault when the frame can not be read
  Optional<Long> last(long futex, ScriptFrame shutdown, long interpreter) {
    Optional<Lock> called = onStack(futex, shutdown.address());
    return new Modules(heap, interpreter)
        .attribute("threading", "_active").stream()
            .flatMap(active -> Dicts.entries(heap, active, MAX_THREADS).stream())
            .map(Dicts.Entry::value)
            .filter(thread -> isEnd(futex, called, thread))
            .findFirst();
  }

  /// Up to 3.12 a thread holds a lock until it ends, later a struct of its own has the event
  /// (`_handle`, since 3.14 `_os_thread_handle`).
  private boolean isEnd(long futex, Optional<Lock> called, long thread) {
    Optional<Long> handle =
        Attributes.find(heap, thread, "_os_thread_handle")
            .or(() -> Attributes.find(heap, thread, "_handle"));
    if (handle.isPresent()) {
      return isParkedIn(futex, heap.pointer(handle.get(), "object.sizeof"));
    }
    return called.isPresent()
        && Attributes.find(heap, thread, "_tstate_lock")
            .filter(lock -> lock == called.get().address())
            .isPresent();
  }

  private boolean isParkedIn(long futex, long struct) {
    try {
      long word = heap.memory().pointer(futex - Long.BYTES);
      return Addresses.within(word, struct, struct + HANDLE);
    } catch (MemoryFault _) {
      return false; // it sleeps for something else
    }
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
