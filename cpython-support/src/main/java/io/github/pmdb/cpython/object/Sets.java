package io.github.pmdb.cpython.object;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads `set` and `frozenset` objects (`Include/cpython/setobject.h`).
public final class Sets {
  /// A key and its hash.
  private static final int ENTRY = 16;

  private static final int CHUNK = 1024;
  private static final long MAX_TABLE = 1L << 40;

  private Sets() {}

  /// Addresses of the first items in the order of the table, at most `most`. A deleted entry has
  /// the hash -1.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the table can not be read
  public static List<Long> items(Heap heap, long address, int most) {
    long mask = heap.i64(address, "set.mask");
    if (mask < 0 || mask > MAX_TABLE) {
      throw Heap.malformed(address, "its table size is " + mask);
    }
    long table = heap.pointer(address, "set.table");
    List<Long> items = new ArrayList<>();
    for (long start = 0; start <= mask && items.size() < most; start += CHUNK) {
      int count = (int) Math.min(CHUNK, mask + 1 - start);
      add(Dicts.read(heap, table + start * ENTRY, count * ENTRY), items, most);
    }
    return items;
  }

  private static void add(ByteBuffer entries, List<Long> items, int most) {
    while (entries.hasRemaining() && items.size() < most) {
      long key = entries.getLong();
      long hash = entries.getLong();
      if (key != 0 && hash != -1) {
        items.add(key);
      }
    }
  }
}
