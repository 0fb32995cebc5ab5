package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.List;

/// Reads `queue.SimpleQueue` objects of C: a list of which the first items have been taken, since
/// 3.13 a ring (`Modules/_queuemodule.c`).
public final class SimpleQueues {
  /// `tp_name` of their type.
  public static final String TYPE = "_queue.SimpleQueue";

  private SimpleQueues() {}

  /// Addresses of the next items, at most `most`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public static List<Long> items(Heap heap, long address, int most) {
    return heap.has("simplequeue.lst") ? ofList(heap, address, most) : ofRing(heap, address, most);
  }

  private static List<Long> ofList(Heap heap, long address, int most) {
    long list = heap.pointer(address, "simplequeue.lst");
    long taken = heap.i64(address, "simplequeue.lst_pos");
    int first = Heap.bounded(taken, Lists.size(heap, list), address, "first item");
    List<Long> items =
        Lists.first(heap, list, (int) Math.min((long) first + most, Integer.MAX_VALUE));
    return items.subList(Math.min(first, items.size()), items.size());
  }

  private static List<Long> ofRing(Heap heap, long address, int most) {
    long items = heap.pointer(address, "simplequeue.items");
    long room = heap.i64(address, "simplequeue.items_cap");
    int size = Heap.bounded(heap.i64(address, "simplequeue.num_items"), room, address, "length");
    int first = Heap.bounded(heap.i64(address, "simplequeue.get_idx"), room, address, "first item");
    List<Long> found = new ArrayList<>();
    for (long i = first; i < (long) first + Math.min(size, most); i++) {
      found.add(heap.memory().pointer(items + Long.BYTES * (i % room)));
    }
    return found;
  }
}
