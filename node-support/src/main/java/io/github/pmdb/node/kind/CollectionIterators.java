package io.github.pmdb.node.kind;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.Collections;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.Optional;

/// Iterators over maps and sets. They hold the hash table, not the map; where the map got another
/// table since, theirs leads to it, and the way there tells how far entries moved
/// (`OrderedHashTableIterator::Transition`).
public final class CollectionIterators {
  private static final int MOST_TABLES = 1000;
  private static final int NEXT_TABLE = 0;
  private static final int DELETED = 1;
  private static final int REMOVED = 3;

  /// Instead of the number of deleted entries, where all were.
  private static final int CLEARED = -1;

  private final HeapReader reader;
  private final Layout layout;
  private final Collections collections;

  public CollectionIterators(HeapReader reader) {
    this.reader = reader;
    this.layout = reader.layout();
    this.collections = new Collections(reader);
  }

  /// What of the entries is given.
  public enum Kind {
    KEYS("keys", "JSMapKeyIterator"),
    VALUES("values", "JSMapValueIterator"),
    ENTRIES("entries", "JSMapKeyValueIterator"),
    SET_VALUES("values", "JSSetValueIterator"),
    SET_ENTRIES("entries", "JSSetKeyValueIterator");

    private final String text;
    private final String type;

    Kind(String text, String type) {
      this.text = text;
      this.type = type;
    }

    public String text() {
      return text;
    }

    public boolean isOfMap() {
      return this == KEYS || this == VALUES || this == ENTRIES;
    }
  }

  /// @param left entries that are still to come
  public record Rest(Kind kind, Collections.Found left) {}

  /// What an iterator will still give; absent for what is no such iterator.
  public Optional<Rest> of(long object, int limit) {
    int type = reader.type(object);
    for (Kind kind : Kind.values()) {
      if (layout.type(kind.type) == type) {
        return Optional.of(rest(object, kind, limit));
      }
    }
    return Optional.empty();
  }

  private Rest rest(long object, Kind kind, int limit) {
    long table = reader.field(object, "JSCollectionIterator.table");
    int index = Tagged.smi(reader.field(object, "JSCollectionIterator.index"));
    for (int i = 0; i < MOST_TABLES && isObsolete(table); i++) {
      index = moved(table, index);
      table = reader.item(table, NEXT_TABLE);
    }
    return new Rest(kind, collections.from(table, kind.isOfMap(), index, limit));
  }

  /// A table that is in use has the number of its entries where others have the next table.
  private boolean isObsolete(long table) {
    return !Tagged.isSmi(reader.item(table, NEXT_TABLE));
  }

  /// The index in the next table of what stands at one of this table.
  private int moved(long table, int index) {
    int deleted = Tagged.smi(reader.item(table, DELETED));
    if (deleted == CLEARED) {
      return 0;
    }
    int moved = index;
    int length = reader.length(table);
    for (int i = 0; i < deleted && REMOVED + i < length; i++) {
      if (Tagged.smi(reader.item(table, REMOVED + i)) >= index) {
        break;
      }
      moved--;
    }
    return Math.max(0, moved);
  }
}
