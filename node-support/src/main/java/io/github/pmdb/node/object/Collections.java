package io.github.pmdb.node.object;

import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;

/// Maps and sets of JavaScript: an ordered hash table in a `FixedArray`
/// (`src/objects/ordered-hash-table.h`), weak ones a plain one (`src/objects/hash-table.h`).
public final class Collections {
  private static final int PRESENT = 0;
  private static final int DELETED = 1;
  private static final int BUCKETS = 2;

  /// Of the table of a weak one: what stands before the entries, and words of an entry.
  private static final int WEAK_FIRST = 3;

  private static final int WEAK_CAPACITY = 2;
  private static final int WEAK_ENTRY = 2;
  private static final int MOST = 1 << 16;

  private final HeapReader reader;

  public Collections(HeapReader reader) {
    this.reader = reader;
  }

  /// @param value the same as the key in a set
  public record Entry(long key, long value) {}

  /// @param total entries there are
  public record Found(long total, List<Entry> entries) {}

  /// Whether objects of a type have entries.
  public boolean isOne(int type) {
    return isMap(type) || isSet(type);
  }

  public boolean isSet(int type) {
    return type == reader.layout().type("JSSet") || type == reader.layout().type("JSWeakSet");
  }

  public boolean isMap(int type) {
    return type == reader.layout().type("JSMap") || type == reader.layout().type("JSWeakMap");
  }

  /// Entries of a map or a set in their order; weak ones have none.
  public Found of(long object, int limit) {
    if (reader.is(object, "JSWeakMap") || reader.is(object, "JSWeakSet")) {
      return weak(object, limit);
    }
    return from(reader.field(object, "JSCollection.table"), reader.is(object, "JSMap"), 0, limit);
  }

  /// Entries of the table of a map or a set from an index on, deleted ones counted in the index.
  public Found from(long table, boolean isMap, long start, int limit) {
    int width = isMap ? 3 : 2;
    long used =
        (long) Tagged.smi(reader.item(table, PRESENT)) + Tagged.smi(reader.item(table, DELETED));
    long first = 3L + Tagged.smi(reader.item(table, BUCKETS));
    long end = Math.min(used, (reader.length(table) - first) / width);
    List<Entry> entries = new ArrayList<>();
    long total = 0;
    for (long i = Math.max(0, start); first >= 0 && i < end; i++) {
      int at = (int) (first + i * width);
      long key = reader.item(table, at);
      if (reader.oddball(key) != Oddball.HOLE) {
        total++;
        if (entries.size() < limit) {
          entries.add(new Entry(key, isMap ? reader.item(table, at + 1) : key));
        } else if (start == 0) {
          return new Found(Tagged.smi(reader.item(table, PRESENT)), entries);
        }
      }
    }
    return new Found(start == 0 ? Tagged.smi(reader.item(table, PRESENT)) : total, entries);
  }

  /// The value that a weak map has for a key, 0 where it has none or is none.
  public long ofWeak(long map, long key) {
    return !reader.is(map, "JSWeakMap") ? 0 : first(weak(map, MOST).entries(), key);
  }

  /// The value that a map has for a text, or the text that a set has; 0 where it has none or is
  /// neither.
  public long ofText(long collection, String text) {
    if (!isOne(reader.type(collection))) {
      return 0;
    }
    Strings strings = new Strings(reader);
    return of(collection, MOST).entries().stream()
        .filter(e -> reader.isString(reader.type(e.key())) && strings.equals(e.key(), text))
        .findFirst()
        .map(Entry::value)
        .orElse(0L);
  }

  private static long first(List<Entry> entries, long key) {
    return entries.stream().filter(e -> e.key() == key).findFirst().map(Entry::value).orElse(0L);
  }

  private Found weak(long object, int limit) {
    boolean isMap = reader.is(object, "JSWeakMap");
    long table = reader.field(object, "JSCollection.table");
    int present = Math.max(0, Tagged.smi(reader.item(table, PRESENT)));
    int capacity = Tagged.smi(reader.item(table, WEAK_CAPACITY));
    int length = reader.length(table);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < capacity && entries.size() < limit; i++) {
      long at = WEAK_FIRST + (long) WEAK_ENTRY * i;
      if (at + WEAK_ENTRY > length) {
        break;
      }
      long key = reader.item(table, (int) at);
      if (reader.isReceiver(reader.type(key)) || reader.is(key, "Symbol")) {
        entries.add(new Entry(key, isMap ? reader.item(table, (int) at + 1) : key));
      }
    }
    return new Found(present, entries);
  }
}
