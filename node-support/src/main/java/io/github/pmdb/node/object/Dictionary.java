package io.github.pmdb.node.object;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.thread.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// V8's hash tables in `FixedArray`s: counts, then what belongs to the kind of table, then entries
/// (`src/objects/hash-table.h`).
final class Dictionary {
  /// Number of elements, of deleted ones, capacity.
  private static final int COUNTS = 3;

  private static final int CAPACITY = 2;

  /// Entries that are looked at before it is asked whether the command was cancelled.
  private static final int BETWEEN_CHECKS = 1 << 12;

  private final HeapReader reader;

  Dictionary(HeapReader reader) {
    this.reader = reader;
  }

  /// An entry: the address of its first word.
  record Entry(long key, long address) {}

  /// Takes entries in the order of the table.
  @FunctionalInterface
  interface Sink {
    /// @param address of the first word of the entry
    /// @return whether to go on
    boolean entry(long key, long address);
  }

  /// Used entries in the order of the table.
  ///
  /// @param kind `namedictionaryshape`, `globaldictionaryshape`, `numberdictionaryshape`
  List<Entry> entries(long table, String kind, int limit) {
    List<Entry> entries = new ArrayList<>();
    each(
        table,
        kind,
        (key, address) -> {
          if (entries.size() < limit) {
            entries.add(new Entry(key, address));
          }
          return entries.size() < limit;
        });
    return entries;
  }

  /// As [#entries], but all of them, and none is kept: a table may have millions.
  void each(long table, String kind, Sink sink) {
    scan(table, kind, (key, address) -> !isUsed(key) || sink.entry(key, address));
  }

  /// The words of all keys, and of places without one: sorted, each once. Keys lie all over the
  /// heap; in this order memory is read once, and not once for each.
  long[] keys(long table, String kind) {
    LongStream.Builder keys = LongStream.builder();
    scan(
        table,
        kind,
        (key, _) -> {
          keys.add(key);
          return true;
        });
    return keys.build().sorted().distinct().toArray();
  }

  /// As [#each], but with the places that have no key: nothing but the table is read.
  void scan(long table, String kind, Sink sink) {
    Layout layout = reader.layout();
    String prefixes = kind.equals("globaldictionaryshape") ? "namedictionaryshape" : kind;
    int first = COUNTS + layout.get(prefixes + "_prefix_size");
    int size = layout.get(kind + "_entry_size");
    int length = reader.length(table);
    int capacity = Math.max(0, Tagged.smi(reader.item(table, CAPACITY)));
    long data = Tagged.address(table) + layout.get("FixedArray.data");
    boolean more = true;
    for (int i = 0; more && i < capacity && first + (long) (i + 1) * size <= length; i++) {
      if (i % BETWEEN_CHECKS == 0) {
        Cancellation.check();
      }
      long address = data + 8 * (first + (long) i * size);
      long key = reader.memory().word(address);
      more = sink.entry(key, address);
    }
  }

  boolean isUsed(long key) {
    if (Tagged.isSmi(key)) {
      return true;
    }
    return switch (reader.oddball(key)) {
      case UNDEFINED, HOLE -> false;
      case NULL, TRUE, FALSE, OTHER, NONE -> true;
    };
  }
}
