package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.List;

/// Reads `collections.deque` objects: blocks of pointers, linked to the right
/// (`Modules/_collectionsmodule.c`).
public final class Deques {
  private Deques() {}

  /// Addresses of the first items, at most `most`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public static List<Long> items(Heap heap, long address, long most) {
    long shown = Math.min(size(heap, address), most);
    int perBlock = perBlock(heap);
    long block = heap.pointer(address, "deque.leftblock");
    int index = leftIndex(heap, address);
    List<Long> items = new ArrayList<>();
    while (items.size() < shown) {
      if (index == perBlock) {
        block = heap.pointer(block, "deque.block_right");
        index = 0;
      }
      items.add(item(heap, block, index++));
    }
    return items;
  }

  /// How many items there are.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when it says less than none
  public static long size(Heap heap, long address) {
    long size = heap.i64(address, heap.has("deque.len") ? "deque.len" : "varobject.ob_size");
    if (size < 0) {
      throw Heap.malformed(address, "its length is " + size);
    }
    return size;
  }

  /// Address of one item.
  ///
  /// @param index from 0 at the left, below the deque's length
  public static long item(Heap heap, long address, long index) {
    int perBlock = perBlock(heap);
    long at = leftIndex(heap, address) + index;
    long block = heap.pointer(address, "deque.leftblock");
    for (; at >= perBlock; at -= perBlock) {
      block = heap.pointer(block, "deque.block_right");
    }
    return item(heap, block, (int) at);
  }

  private static long item(Heap heap, long block, int index) {
    return heap.memory().pointer(block + heap.layout().offset("deque.block_data") + 8L * index);
  }

  private static int perBlock(Heap heap) {
    return heap.layout().offset("deque.block_items");
  }

  private static int leftIndex(Heap heap, long address) {
    long start = heap.i64(address, "deque.leftindex");
    return Heap.bounded(start, perBlock(heap), address, "left index");
  }
}
