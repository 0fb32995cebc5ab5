package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.List;

/// Reads `collections.deque` objects: blocks of pointers, linked to the right
/// (`Modules/_collectionsmodule.c`).
public final class Deques {
  private Deques() {}

  /// A deque of which length and indexes agree: items lie from `left` in the block `first` to the
  /// block `last`.
  private record Blocks(
      Heap heap, long address, long size, int perBlock, int left, long first, long last) {

    long item(long block, int index) {
      return heap.memory().pointer(block + heap.layout().offset("deque.block_data") + 8L * index);
    }

    /// The last block also links to something, to itself in a forged ring.
    long next(long block) {
      if (block == last) {
        throw Heap.malformed(
            address, "its length is " + size + ", but its last block comes before that");
      }
      return heap.pointer(block, "deque.block_right");
    }

    void checkEnd(long block) {
      if (block != last) {
        throw Heap.malformed(
            address, "its length is " + size + ", but its last block comes after that");
      }
    }
  }

  /// Addresses of the first items, at most `most`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read, or are not as many as the
  ///   deque says
  public static List<Long> items(Heap heap, long address, long most) {
    Blocks blocks = blocks(heap, address);
    long shown = Math.min(blocks.size(), most);
    long block = blocks.first();
    int index = blocks.left();
    List<Long> items = new ArrayList<>();
    while (items.size() < shown) {
      if (index == blocks.perBlock()) {
        block = blocks.next(block);
        index = 0;
      }
      items.add(blocks.item(block, index++));
    }
    if (shown == blocks.size()) {
      blocks.checkEnd(block);
    }
    return items;
  }

  /// How many items there are.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when that can not be read, or is less than none
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
    Blocks blocks = blocks(heap, address);
    long at = blocks.left() + index;
    long block = blocks.first();
    for (; at >= blocks.perBlock(); at -= blocks.perBlock()) {
      block = blocks.next(block);
    }
    return blocks.item(block, (int) at);
  }

  /// An empty deque has its right index one below its left one, as if its last item were there.
  private static Blocks blocks(Heap heap, long address) {
    long size = size(heap, address);
    int perBlock = heap.layout().offset("deque.block_items");
    int left =
        Heap.bounded(heap.i64(address, "deque.leftindex"), perBlock - 1, address, "left index");
    long right = heap.i64(address, "deque.rightindex");
    if (Math.floorMod(left + size % perBlock - 1, perBlock) != right) {
      throw Heap.malformed(
          address,
          "its length is %d, but its items go from index %d to %d of blocks of %d"
              .formatted(size, left, right, perBlock));
    }
    long first = heap.pointer(address, "deque.leftblock");
    long last = heap.pointer(address, "deque.rightblock");
    return new Blocks(heap, address, size, perBlock, left, first, last);
  }
}
