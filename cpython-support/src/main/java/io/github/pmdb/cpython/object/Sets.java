package io.github.pmdb.cpython.object;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads `set` and `frozenset` objects (`Include/cpython/setobject.h`).
public final class Sets {
  /// A key and its hash.
  private static final int ENTRY = 16;

  private static final String DUMMY = "<dummy key>";

  private static final int CHUNK = 256;
  private static final long MAX_TABLE = 1L << 40;

  private Sets() {}

  /// Addresses of the first items in the order of the table, at most `most`. A deleted entry has
  /// the hash -1 since Python 3.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the table can not be read
  public static List<Long> items(Heap heap, long address, int most) {
    long mask = heap.i64(address, "set.mask");
    if (mask < 0 || mask > MAX_TABLE || (mask & (mask + 1)) != 0) {
      throw Heap.malformed(address, "its table size is " + mask);
    }
    long table = heap.pointer(address, "set.table");
    List<Long> items = new ArrayList<>();
    for (long start = 0; start <= mask && items.size() < most; start += CHUNK) {
      int count = (int) Math.min(CHUNK, mask + 1 - start);
      add(heap, Dicts.read(heap, table + start * ENTRY, count * ENTRY), items, most);
    }
    return items;
  }

  private static void add(Heap heap, ByteBuffer entries, List<Long> items, int most) {
    boolean python2 = Python2Strings.has(heap);
    while (entries.hasRemaining() && items.size() < most) {
      long first = entries.getLong();
      long second = entries.getLong();
      long key = python2 ? second : first;
      long hash = python2 ? first : second;
      boolean removed = python2 ? key != 0 && isDummy(heap, key, hash) : hash == -1;
      if (key != 0 && !removed) {
        items.add(key);
      }
    }
  }

  /// In 2.7 a removed entry keeps its hash and has a `str` of its own as key, whose hash is another
  /// (`dummy` in `Objects/setobject.c`).
  private static boolean isDummy(Heap heap, long key, long hash) {
    return heap.typeOf(key).is(PyType.BYTES)
        && heap.i64(key, "bytes.ob_shash") != hash
        && Strings.equals(heap, key, DUMMY);
  }
}
