package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.List;

/// Reads `list` objects.
public final class Lists {
  private Lists() {}

  /// Addresses of the first items, at most `most`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no readable list
  public static List<Long> items(Heap heap, long address, int most) {
    if (address == 0 || !heap.typeOf(address).is(PyType.LIST)) {
      throw Heap.malformed(address, "no list object lies there");
    }
    long size = heap.i64(address, "varobject.ob_size");
    int count = Math.min(Heap.bounded(size, Integer.MAX_VALUE, address, "length"), most);
    long first = heap.pointer(address, "list.ob_item");
    List<Long> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(heap.memory().pointer(first + 8L * i));
    }
    return items;
  }
}
