package io.github.pmdb.cpython.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;

/// Reads `dict` objects: combined and split tables, and the inline values of instances
/// (`Objects/dictobject.c`, `Include/internal/pycore_dict.h`).
public final class Dicts {
  private static final int MAX_ENTRIES = 1 << 30;

  /// Instances share keys only while they are few (`SHARED_KEYS_MAX_SIZE`).
  private static final int MAX_SHARED = 1 << 16;

  private static final int CHUNK = 256;

  private Dicts() {}

  /// @param key address of the key
  /// @param value address of the value, never 0
  public record Entry(long key, long value) {}

  /// Decides whether to go on after an entry.
  public interface Visitor {
    boolean visit(long key, long value);
  }

  /// Where the entries of a keys object are.
  ///
  /// @param entrySize bytes of each
  /// @param keyAt offset of the key in an entry; the value follows it
  private record Keys(long entries, int count, int entrySize, int keyAt) {}

  /// The first entries in insertion order, at most `most`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no readable dict
  public static List<Entry> entries(Heap heap, long dict, int most) {
    List<Entry> found = new ArrayList<>();
    if (most > 0) {
      walk(
          heap,
          dict,
          (key, value) -> {
            found.add(new Entry(key, value));
            return found.size() < most;
          });
    }
    return found;
  }

  /// The value of a `str` key.
  public static Optional<Long> find(Heap heap, long dict, String name) {
    return find(heap, dict, key -> Strings.equals(heap, key, name));
  }

  /// The value of the first key that is the wanted one.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no readable dict
  public static Optional<Long> find(Heap heap, long dict, LongPredicate wanted) {
    List<Long> found = new ArrayList<>(1);
    walk(
        heap,
        dict,
        (key, value) -> {
          if (wanted.test(key)) {
            found.add(value);
          }
          return found.isEmpty();
        });
    return found.stream().findFirst();
  }

  /// A `frozendict` of 3.15 is none by its flags, and the same inside.
  private static boolean isTable(Heap heap, long address) {
    return heap.isDict(address) || heap.isA(address, "frozendict");
  }

  /// How many entries the dict says it has (`len`).
  public static long size(Heap heap, long dict) {
    return heap.i64(dict, "dict.ma_used");
  }

  /// Visits the entries in insertion order.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no readable dict
  public static void walk(Heap heap, long dict, Visitor visitor) {
    if (dict == 0 || !isTable(heap, dict)) {
      throw Heap.malformed(dict, "no dict object lies there");
    }
    if (heap.has("dict.ma_table")) {
      walkTable(heap, dict, visitor);
      return;
    }
    Keys keys = keys(heap, heap.pointer(dict, "dict.ma_keys"));
    long values = heap.pointer(dict, "dict.ma_values");
    if (values == 0) {
      walkCombined(heap, keys, visitor);
    } else {
      walkSplit(heap, keys, values, visitor);
    }
  }

  /// 2.7: one table of hash, key and value, in which free and removed entries have no value.
  private static void walkTable(Heap heap, long dict, Visitor visitor) {
    long mask = heap.i64(dict, "dict.ma_mask");
    int last = Heap.bounded(mask, MAX_ENTRIES, dict, "table size");
    walkCombined(heap, new Keys(heap.pointer(dict, "dict.ma_table"), last + 1, 24, 8), visitor);
  }

  private static Keys keys(Heap heap, long keys) {
    int count =
        Heap.bounded(
            heap.i64(keys, "dictkeys.dk_nentries"), room(heap, keys), keys, "number of entries");
    long indices = keys + heap.layout().offset("dictkeys.dk_indices");
    if (heap.has("dictkeys.dk_kind")) {
      int log2 = heap.u8(keys, "dictkeys.dk_log2_index_bytes");
      long entries = indices + (1L << Heap.bounded(log2, 40, keys, "table size"));
      boolean general = heap.u8(keys, "dictkeys.dk_kind") == 0;
      return new Keys(entries, count, general ? 24 : 16, general ? 8 : 0);
    }
    long size = heap.i64(keys, "dictkeys.dk_size");
    int width = size <= 0xff ? 1 : size <= 0xffff ? 2 : size <= 0xffff_ffffL ? 4 : 8;
    return new Keys(indices + size * width, count, 24, 8);
  }

  /// The slots of the hash table, of which entries never fill more than two thirds.
  private static long room(Heap heap, long keys) {
    long slots =
        heap.has("dictkeys.dk_log2_size")
            ? 1L << Heap.bounded(heap.u8(keys, "dictkeys.dk_log2_size"), 40, keys, "table size")
            : heap.i64(keys, "dictkeys.dk_size");
    return Math.min(slots, MAX_ENTRIES);
  }

  private static void walkCombined(Heap heap, Keys keys, Visitor visitor) {
    for (int start = 0; start < keys.count(); start += CHUNK) {
      int count = Math.min(CHUNK, keys.count() - start);
      ByteBuffer table =
          read(heap, keys.entries() + (long) start * keys.entrySize(), count * keys.entrySize());
      for (int i = 0; i < count; i++) {
        int at = i * keys.entrySize() + keys.keyAt();
        long value = table.getLong(at + 8);
        if (value != 0 && !visitor.visit(table.getLong(at), value)) {
          return;
        }
      }
    }
  }

  private static void walkSplit(Heap heap, Keys keys, long values, Visitor visitor) {
    Heap.bounded(keys.count(), MAX_SHARED, values, "number of shared keys");
    int[] order = heap.has("dictkeys.dk_kind") ? order(heap, values) : identity(keys.count());
    long first =
        values + (heap.has("dictvalues.capacity") ? heap.layout().offset("dictvalues.values") : 0);
    for (int index : order) {
      if (index >= keys.count()) {
        throw Heap.malformed(values, "it names key " + index + " of " + keys.count());
      }
      long value = heap.memory().pointer(first + 8L * index);
      long key =
          heap.memory().pointer(keys.entries() + (long) index * keys.entrySize() + keys.keyAt());
      if (value != 0 && !visitor.visit(key, value)) {
        return;
      }
    }
  }

  /// Key indexes in the order of insertion: bytes below the values in 3.11 and 3.12, behind them
  /// since 3.13.
  private static int[] order(Heap heap, long values) {
    boolean behind = heap.has("dictvalues.capacity");
    int used = behind ? heap.u8(values, "dictvalues.size") : heap.memory().u8(values - 2);
    int[] order = new int[used];
    long base =
        behind
            ? values
                + heap.layout().offset("dictvalues.values")
                + 8L * heap.u8(values, "dictvalues.capacity")
            : values - 3;
    for (int i = 0; i < used; i++) {
      order[i] = heap.memory().u8(behind ? base + i : base - i);
    }
    return order;
  }

  private static int[] identity(int count) {
    return IntStream.range(0, count).toArray();
  }

  static ByteBuffer read(Heap heap, long address, int length) {
    return ByteBuffer.wrap(heap.memory().bytes(address, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The attributes of an instance that keeps them in a values array of its own, with the names in
  /// the cached keys of its type.
  static void walkInline(Heap heap, PyType type, long values, Visitor visitor) {
    Keys keys = keys(heap, heap.pointer(type.address(), "heaptype.ht_cached_keys"));
    walkSplit(heap, keys, values, visitor);
  }
}
