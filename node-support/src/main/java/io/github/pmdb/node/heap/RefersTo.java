package io.github.pmdb.node.heap;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.page.Region;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.node.word.Words;
import java.util.List;

/// Notices whether any object refers into some regions.
final class RefersTo implements Visitor {
  private static final int WORD = 8;

  private final List<Region> regions;
  private final Memory memory;
  private boolean found;

  RefersTo(List<Region> regions, Memory memory) {
    this.regions = regions;
    this.memory = memory;
  }

  boolean isFound() {
    return found;
  }

  @Override
  public void object(long address, long size, V8Map map, byte[] bytes, int offset) {
    int shown = (int) Math.min(size, RegionWalker.ROOM - offset);
    words(bytes, offset, offset + shown);
    if (!found && size > shown) {
      rest(address + shown, address + size);
    }
  }

  /// Of an object that is larger than what a walk shows at once.
  private void rest(long from, long end) {
    byte[] piece = new byte[RegionWalker.ROOM];
    for (long at = from; !found && at < end; at += piece.length) {
      int count = (int) Math.min(piece.length, end - at);
      try {
        memory.read(at, piece, 0, count);
      } catch (MemoryFault _) {
        // What is not there refers to nothing; the walk counts what it could not read.
        continue;
      }
      words(piece, 0, count);
    }
  }

  private void words(byte[] bytes, int from, int end) {
    for (int at = from; !found && at + WORD <= end; at += WORD) {
      long word = Words.at(bytes, at);
      found = Tagged.isStrong(word) && regions.stream().anyMatch(r -> r.holds(word));
    }
  }
}
