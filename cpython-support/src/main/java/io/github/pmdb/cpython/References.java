package io.github.pmdb.cpython;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.MemoryFault;
import java.util.Optional;

/// How many references there are to an object.
final class References {
  private References() {}

  /// `3`, or `immortal` for objects that 3.12 and later do not count; absent when the count is not
  /// readable or the layout has none.
  static Optional<String> of(Heap heap, long address) {
    if (address == 0 || Heap.isTaggedInt(address) || !heap.has("object.ob_refcnt")) {
      return Optional.empty();
    }
    try {
      boolean immortals = heap.layout().version().atLeast(3, 12);
      int low = heap.i32(address, "object.ob_refcnt");
      if (immortals
          && low < 0) { // `_Py_IsImmortal` of 64-bit builds (`Include/object.h`, `refcount.h`)
        return Optional.of("immortal");
      }
      return Optional.of(Long.toString(immortals ? low : heap.i64(address, "object.ob_refcnt")));
    } catch (MemoryFault _) {
      return Optional.empty(); // the text of the value says what can not be read
    }
  }
}
