package io.github.pmdb.node.object;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;

/// V8's hash tables in `FixedArray`s: counts, then what belongs to the kind of table, then entries
/// (`src/objects/hash-table.h`).
final class Dictionary {
  /// Number of elements, of deleted ones, capacity.
  private static final int COUNTS = 3;

  private static final int CAPACITY = 2;

  private final HeapReader reader;

  Dictionary(HeapReader reader) {
    this.reader = reader;
  }

  /// An entry: the address of its first word.
  record Entry(long key, long address) {}

  /// Used entries in the order of the table.
  ///
  /// @param kind `namedictionaryshape`, `globaldictionaryshape`, `numberdictionaryshape`
  List<Entry> entries(long table, String kind, int limit) {
    Layout layout = reader.layout();
    String prefixes = kind.equals("globaldictionaryshape") ? "namedictionaryshape" : kind;
    int first = COUNTS + layout.get(prefixes + "_prefix_size");
    int size = layout.get(kind + "_entry_size");
    int length = reader.length(table);
    int capacity = Math.max(0, Tagged.smi(reader.item(table, CAPACITY)));
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < capacity && entries.size() < limit; i++) {
      long at = first + (long) i * size;
      if (at + size > length) {
        break;
      }
      long key = reader.item(table, (int) at);
      if (isUsed(key)) {
        long address = Tagged.address(table) + layout.get("FixedArray.data") + 8 * at;
        entries.add(new Entry(key, address));
      }
    }
    return entries;
  }

  private boolean isUsed(long key) {
    if (Tagged.isSmi(key)) {
      return true;
    }
    return switch (reader.oddball(key)) {
      case UNDEFINED, HOLE -> false;
      case NULL, TRUE, FALSE, OTHER, NONE -> true;
    };
  }
}
