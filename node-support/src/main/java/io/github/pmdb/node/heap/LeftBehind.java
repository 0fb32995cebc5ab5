package io.github.pmdb.node.heap;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.node.word.Words;

/// Sizes of what moved objects have left behind: the walk steps over it.
final class LeftBehind {
  /// Of strings that stand for another: the first of two parts, or the other one itself.
  private static final int PART = 16;

  private static final int SECOND_PART = 24;
  private static final int CONS = 32;
  private static final int THIN = 24;

  private final ObjectSizes sizes;
  private final MapTable maps;
  private final Moves moves;

  LeftBehind(ObjectSizes sizes, MapTable maps) {
    this.sizes = sizes;
    this.maps = maps;
    this.moves = maps.moves();
  }

  /// @return 0 where there is none
  long size(byte[] bytes, int at) {
    long copy = Words.at(bytes, at);
    V8Map map = moves.isMove(copy) ? maps.of(copy) : null;
    if (map == null) {
      return 0;
    }
    if (StringType.isString(map.type()) && isReplaced(bytes, at, copy)) {
      return isEmpty(Words.at(bytes, at + SECOND_PART)) ? CONS : THIN;
    }
    return sizes.of(map, bytes, at);
  }

  /// Whether a string was left out, and what it stands for is referred to instead.
  private boolean isReplaced(byte[] bytes, int at, long copy) {
    long part = Words.at(bytes, at + PART);
    return Tagged.isStrong(part) && moves.follow(Tagged.address(part)) == moves.follow(copy);
  }

  private boolean isEmpty(long word) {
    V8Map map = Tagged.isStrong(word) ? maps.of(Tagged.address(word)) : null;
    try {
      return map != null
          && StringType.isString(map.type())
          && maps.i32(Tagged.address(word) + StringType.LENGTH) == 0;
    } catch (MemoryFault _) {
      // Cut behind its map: not known to be empty.
      return false;
    }
  }
}
