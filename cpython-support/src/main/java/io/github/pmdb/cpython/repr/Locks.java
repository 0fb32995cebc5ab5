package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.memory.Addresses;
import java.util.List;

/// Locks of `_thread`, which `threading` hands out. A release may have changed their structs in
/// mid-series, so the size that the type gives tells which struct it is; where none has that size,
/// a lock is shown as any other instance.
final class Locks {
  private static final List<String> LOCKS = List.of("lock", "mutexlock");
  private static final List<String> RECURSIVE = List.of("rlock", "mutexrlock");

  /// Of a `PyMutex`, whose next bit says that threads wait; other locks have a byte of 0 or 1.
  private static final int LOCKED = 1;

  private Locks() {}

  static void lock(Describer to, long address, PyType type) {
    render(to, address, type, LOCKS);
  }

  static void recursive(Describer to, long address, PyType type) {
    render(to, address, type, RECURSIVE);
  }

  private static void render(Describer to, long address, PyType type, List<String> structs) {
    Heap heap = to.heap();
    long size = heap.builtinBase(type).orElse(type).basicSize();
    structs.stream()
        .filter(s -> heap.has(s + ".sizeof") && heap.layout().offset(s + ".sizeof") == size)
        .findFirst()
        .ifPresentOrElse(
            struct -> to.text(text(heap, address, type, struct)),
            () -> Instances.instance(to, address, type));
  }

  private static String text(Heap heap, long address, PyType type, String struct) {
    long count = count(heap, address, struct);
    String owner =
        heap.has(struct + ".owner")
            ? " owner=%d count=%d".formatted(heap.i64(address, struct + ".owner"), count)
            : "";
    return "<%s %s object%s at %s>"
        .formatted(count == 0 ? "unlocked" : "locked", type.name(), owner, Addresses.hex(address));
  }

  /// How many times it is held: more than once only where it is recursive.
  private static long count(Heap heap, long address, String struct) {
    if (heap.has(struct + ".count")) {
      return heap.i64(address, struct + ".count");
    }
    if ((heap.u8(address, struct + ".locked") & LOCKED) == 0) {
      return 0;
    }
    return heap.has(struct + ".level") ? heap.i64(address, struct + ".level") + 1 : 1;
  }
}
