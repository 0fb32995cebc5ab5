package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.List;

/// Reads `list` objects.
public final class Lists {
  private Lists() {}

  /// How many items there are.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no readable list
  public static int size(Heap heap, long address) {
    if (address == 0 || !heap.typeOf(address).is(PyType.LIST)) {
      throw Heap.malformed(address, "no list object lies there");
    }
    long size = heap.i64(address, "varobject.ob_size");
    return Heap.bounded(size, Integer.MAX_VALUE, address, "length");
  }

  /// Addresses of the first items, at most `most`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no readable list
  public static List<Long> first(Heap heap, long address, int most) {
    int count = Math.min(size(heap, address), most);
    long first = heap.pointer(address, "list.ob_item");
    List<Long> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(heap.memory().pointer(first + 8L * i));
    }
    return items;
  }
}
