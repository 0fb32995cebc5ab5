package io.github.pmdb.cpython.lock;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.frame.WithBlocks;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.LockInspector.Holder;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/// Locks that processes of `multiprocessing` share: a semaphore of the C library, and in each
/// process an object that knows how often that process has taken it, and which of its threads did
/// last (`SemLockObject` in `Modules/_multiprocessing/semaphore.c`). Which other process has taken
/// it nothing tells.
final class SharedLocks {
  private static final String TYPE = "_multiprocessing.SemLock";
  private static final String ATTRIBUTE = "_semlock";

  /// Behind the handle and `last_tid`.
  private static final int COUNT = 16;

  private static final int MOST = 20;
  private static final int KIND = 24;

  /// `RECURSIVE_MUTEX`, of which Python knows the owner.
  private static final int RECURSIVE = 0;

  private final Heap heap;
  private final LongFunction<Optional<Long>> tids;

  /// @param tids of threads by what the C library calls them
  SharedLocks(Heap heap, LongFunction<Optional<Long>> tids) {
    this.heap = heap;
    this.tids = tids;
  }

  /// @param last the thread of this process that took it last
  /// @param count how often this process has taken and not released it
  /// @param most of a semaphore the number of places
  private record Shared(long address, long last, int count, int most, boolean recursive) {
    String title() {
      return "multiprocessing." + (recursive ? "RLock" : most == 1 ? "Lock" : "Semaphore");
    }
  }

  /// @param in the thread's innermost frame, which has called the lock
  /// @throws MemoryFault when the frame can not be read
  Optional<Wait> of(Waiter waiter, long futex, ScriptFrame in) {
    return StandardLibrary.isModule(in.file(), "multiprocessing/synchronize")
            && StandardLibrary.lastName(in).equals("wait") // for a condition or an event
        ? Optional.empty()
        : onStack(futex, in.address()).map(lock -> wait(waiter, lock));
  }

  private Optional<Shared> onStack(long futex, long frame) {
    for (long object : WithBlocks.stack(heap, frame)) {
      try {
        boolean method = heap.typeOf(object).name().equals("builtin_function_or_method");
        long self = method ? heap.pointer(object, "cfunc.m_self") : object;
        if (self != 0 && heap.isA(self, TYPE) && heap.behindHead(self, 0) == futex) {
          return Optional.of(read(self));
        }
      } catch (MemoryFault _) { // what lay in a slot that is not in use any more
      }
    }
    return Optional.empty();
  }

  private Shared read(long address) {
    long fields = address + heap.layout().offset("object.sizeof");
    return new Shared(
        address,
        heap.behindHead(address, 1),
        heap.memory().i32(fields + COUNT),
        heap.memory().i32(fields + MOST),
        heap.memory().i32(fields + KIND) == RECURSIVE);
  }

  private Wait wait(Waiter waiter, Shared lock) {
    String name = name(waiter.at().address(), lock.address());
    String what =
        "the %s %sat %s"
            .formatted(lock.title(), name.isEmpty() ? "" : name + " ", hex(lock.address()));
    if (lock.count() <= 0) {
      return waiter.outside(
          lock.address(),
          what,
          Optional.empty(),
          "no thread of this process has taken it: another process did, "
              + (lock.most() == 1 ? "which may have ended since" : "or has yet to release it"));
    }
    Optional<Long> last = tids.apply(lock.last());
    if (lock.recursive()) {
      String told =
          last.isPresent()
              ? "the lock names its owner"
              : "its owner %s is no thread any more".formatted(hex(lock.last()));
      return waiter.until(lock.address(), what, last.map(tid -> new Holder(tid, true)), told);
    }
    return waiter.outside(
        lock.address(),
        what,
        last.filter(_ -> lock.most() == 1).map(tid -> new Holder(tid, false)),
        "this process has taken it %s more than released it; others may have, too"
            .formatted(lock.count() == 1 ? "once" : lock.count() + " times"));
  }

  /// What the frame calls the object that has it, or the object that has that.
  private String name(long frame, long lock) {
    try {
      return Stream.concat(
              FrameLocals.of(heap, frame).stream(), FrameLocals.globalsOf(heap, frame).stream())
          .map(FrameLocals.Slot::value)
          .flatMap(value -> Stream.concat(Stream.of(value), attributes(value)))
          .filter(value -> isOf(value, lock))
          .findFirst()
          .map(found -> new LockNames(heap).name(frame, found))
          .orElse("");
    } catch (MemoryFault _) {
      return ""; // a name is an extra
    }
  }

  private Stream<Long> attributes(long value) {
    try {
      List<Attributes.Attribute> found = Attributes.of(heap, value);
      return found.stream().map(Attributes.Attribute::value);
    } catch (MemoryFault _) {
      return Stream.of(); // of a damaged object beside it
    }
  }

  private boolean isOf(long value, long lock) {
    try {
      return Attributes.find(heap, value, ATTRIBUTE).filter(found -> found == lock).isPresent();
    } catch (MemoryFault _) {
      return false;
    }
  }
}
