package io.github.pmdb.node.heap;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.word.BlockCache;

/// Where objects went that a collection in progress has moved: in place of its map, each has the
/// address of its copy, without a tag. Its other words stay what they were.
final class Moves {
  /// A copy may be moved on, if at all, by the next collection.
  private static final int MOST = 3;

  private final BlockCache memory;
  private volatile boolean expected;

  Moves(BlockCache memory) {
    this.memory = memory;
  }

  /// From now on objects may have been moved.
  void expect() {
    expected = true;
  }

  boolean isExpected() {
    return expected;
  }

  /// Whether the first word of an object tells where its copy is.
  boolean isMove(long word) {
    return expected && word > 0 && (word & 7) == 0;
  }

  /// Where the object is now that was at an address: there, in most cases.
  long follow(long address) {
    long at = address;
    for (int i = 0; expected && i < MOST; i++) {
      try {
        long word = memory.word(at);
        if (!isMove(word)) {
          return at;
        }
        memory.word(word);
        at = word;
      } catch (MemoryFault _) {
        // No copy lies where nothing is: the address is all that is known.
        return at;
      }
    }
    return at;
  }
}
