package io.github.pmdb.cpython.object;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A lock of `_thread`, which `threading` hands out. A release may have changed their structs in
/// mid-series, so the size that the type gives tells which struct it is.
///
/// @param recursive whether it is an `RLock`
/// @param count how many times it is held: more than once only where it is recursive
/// @param owner what `threading.get_ident()` gives the thread that holds it; absent where Python
///   keeps no owner
public record Lock(long address, String struct, boolean recursive, long count, OptionalLong owner) {
  /// `tp_name` of the type of plain locks.
  public static final String PLAIN = "_thread.lock";

  /// The same in 2.7.
  private static final String PLAIN_2 = "thread.lock";

  /// `tp_name` of the type of recursive ones.
  public static final String RECURSIVE = "_thread.RLock";

  /// `lockobject` of 2.7 (`Modules/threadmodule.c`), which has nothing but the semaphore.
  private static final String LOCK_2 = "lock2";

  private static final List<String> PLAIN_STRUCTS = List.of("lock", "mutexlock", LOCK_2);
  private static final List<String> RECURSIVE_STRUCTS = List.of("rlock", "mutexrlock");

  /// Of a `PyMutex`, whose next bit says that threads wait; other locks have a byte of 0 or 1.
  private static final int LOCKED = 1;

  /// The lock at an address; absent when another object is there, or a lock of unknown shape.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when no object is there
  public static Optional<Lock> read(Heap heap, long address) {
    Optional<PyType> base = heap.builtinBase(heap.typeOf(address));
    return base.isPresent() ? ofType(heap, address, base.get()) : Optional.empty();
  }

  private static Optional<Lock> ofType(Heap heap, long address, PyType type) {
    boolean recursive = type.name().equals(RECURSIVE);
    if (!recursive && !type.name().equals(PLAIN) && !type.name().equals(PLAIN_2)) {
      return Optional.empty();
    }
    return (recursive ? RECURSIVE_STRUCTS : PLAIN_STRUCTS)
        .stream()
            .filter(s -> size(heap, s).equals(OptionalLong.of(type.basicSize())))
            .findFirst()
            .map(struct ->
                new Lock(
                    address,
                    struct,
                    recursive,
                    count(heap, address, struct),
                    owner(heap, address, struct)));
  }

  private static OptionalLong size(Heap heap, String struct) {
    String field = struct + ".sizeof";
    return heap.has(field) ? OptionalLong.of(heap.layout().offset(field)) : OptionalLong.empty();
  }

  private static OptionalLong owner(Heap heap, long address, String struct) {
    String field = struct + ".owner";
    return heap.has(field) ? OptionalLong.of(heap.i64(address, field)) : OptionalLong.empty();
  }

  private static long count(Heap heap, long address, String struct) {
    if (heap.has(struct + ".count")) {
      return heap.i64(address, struct + ".count");
    }
    if (struct.equals(LOCK_2)) {
      return heap.memory().i32(heap.pointer(address, "object.sizeof")) == 0 ? 1 : 0;
    }
    if ((heap.u8(address, struct + ".locked") & LOCKED) == 0) {
      return 0;
    }
    return heap.has(struct + ".level") ? heap.i64(address, struct + ".level") + 1 : 1;
  }

  /// Whether a build has locks that are known.
  public static boolean areKnown(Heap heap) {
    return PLAIN_STRUCTS.stream().anyMatch(struct -> size(heap, struct).isPresent());
  }

  /// An `RLock` written in Python that is built on this one, as that of 2.7 is.
  ///
  /// @param times how often it is held
  public Lock within(long outer, long times, OptionalLong holder) {
    return new Lock(outer, struct, true, times, holder);
  }

  /// Where the `PyMutex` of such a lock is in its object, for each struct that has one.
  public static List<Long> mutexOffsets(Heap heap) {
    return List.of("mutexlock.locked", "mutexrlock.locked").stream()
        .filter(heap::has)
        .map(field -> (long) heap.layout().offset(field))
        .toList();
  }

  /// Address of the semaphore that it is made of, which is the futex that its waiters wait for
  /// (`Python/thread_pthread.h`): the first field of a lock that is no `PyMutex`.
  public OptionalLong semaphore(Heap heap) {
    return struct.startsWith("mutex")
        ? OptionalLong.empty()
        : OptionalLong.of(heap.pointer(address, "object.sizeof"));
  }
}
