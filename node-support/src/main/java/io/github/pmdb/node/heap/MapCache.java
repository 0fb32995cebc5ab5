package io.github.pmdb.node.heap;

import org.jspecify.annotations.Nullable;

/// The maps that one thread has met, by the word that refers to them: open addressing, no boxes.
final class MapCache {
  private static final int FIRST = 1 << 12;

  private final MapTable table;
  private long[] keys = new long[FIRST];
  private @Nullable V8Map[] maps = new V8Map[FIRST];
  private int used;

  MapCache(MapTable table) {
    this.table = table;
  }

  /// The map that a word refers to, null where it refers to none.
  @Nullable V8Map find(long word) {
    int mask = keys.length - 1;
    for (int i = slot(word, mask); keys[i] != 0; i = i + 1 & mask) {
      if (keys[i] == word) {
        return maps[i];
      }
    }
    V8Map map = table.find(word);
    if (map != null) {
      add(word, map);
    }
    return map;
  }

  private static int slot(long word, int mask) {
    long mixed = (word >>> 3) * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 40) & mask;
  }

  private void add(long word, V8Map map) {
    if (2 * ++used > keys.length) {
      grow();
    }
    put(word, map);
  }

  private void put(long word, V8Map map) {
    int mask = keys.length - 1;
    int i = slot(word, mask);
    while (keys[i] != 0) {
      i = i + 1 & mask;
    }
    keys[i] = word;
    maps[i] = map;
  }

  private void grow() {
    long[] oldKeys = keys;
    @Nullable V8Map[] oldMaps = maps;
    keys = new long[oldKeys.length * 2];
    maps = new V8Map[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      V8Map map = oldMaps[i];
      if (map != null) {
        put(oldKeys[i], map);
      }
    }
  }
}
