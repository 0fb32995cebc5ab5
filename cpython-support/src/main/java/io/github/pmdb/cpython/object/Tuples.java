package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.List;

/// Reads `tuple` objects.
public final class Tuples {
  private Tuples() {}

  /// Addresses of the items.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no tuple, or it has more than `most`
  public static List<Long> items(Heap heap, long address, int most) {
    if (address == 0 || !heap.typeOf(address).is(PyType.TUPLE)) {
      throw Heap.malformed(address, "no tuple object lies there");
    }
    int size = Heap.bounded(heap.i64(address, "varobject.ob_size"), most, address, "length");
    long first = address + heap.layout().offset("tuple.ob_item");
    List<Long> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      items.add(heap.memory().pointer(first + 8L * i));
    }
    return items;
  }
}
