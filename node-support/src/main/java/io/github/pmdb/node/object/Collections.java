package io.github.pmdb.node.object;

import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;

/// Maps and sets of JavaScript: an ordered hash table in a `FixedArray`
/// (`src/objects/ordered-hash-table.h`).
public final class Collections {
  private static final int PRESENT = 0;
  private static final int DELETED = 1;
  private static final int BUCKETS = 2;

  private final HeapReader reader;

  public Collections(HeapReader reader) {
    this.reader = reader;
  }

  /// @param value the same as the key in a set
  public record Entry(long key, long value) {}

  /// @param total entries there are
  public record Found(long total, List<Entry> entries) {}

  /// Entries of a map or a set in their order.
  public Found of(long object, int limit) {
    boolean isMap = reader.is(object, "JSMap");
    int width = isMap ? 3 : 2;
    long table = reader.field(object, "JSCollection.table");
    int present = Tagged.smi(reader.item(table, PRESENT));
    long used = (long) present + Tagged.smi(reader.item(table, DELETED));
    long first = 3L + Tagged.smi(reader.item(table, BUCKETS));
    int length = reader.length(table);
    List<Entry> entries = new ArrayList<>();
    for (long i = 0; i < used && entries.size() < limit; i++) {
      long at = first + i * width;
      if (at < 0 || at + width > length) {
        break;
      }
      long key = reader.item(table, (int) at);
      if (reader.oddball(key) != Oddball.HOLE) {
        entries.add(new Entry(key, isMap ? reader.item(table, (int) at + 1) : key));
      }
    }
    return new Found(present, entries);
  }
}
