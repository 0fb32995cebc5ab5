package io.github.pmdb.node.heap;

import io.github.pmdb.node.page.Region;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.node.word.Words;
import java.util.List;

/// Notices whether any object refers into some regions.
final class RefersTo implements Visitor {
  private static final int WORD = 8;

  private final List<Region> regions;
  private boolean found;

  RefersTo(List<Region> regions) {
    this.regions = regions;
  }

  boolean isFound() {
    return found;
  }

  @Override
  public void object(long address, long size, V8Map map, byte[] bytes, int offset) {
    long end = Math.min(offset + size, bytes.length - WORD);
    for (int at = offset; !found && at < end; at += WORD) {
      long word = Words.at(bytes, at);
      found = Tagged.isStrong(word) && regions.stream().anyMatch(r -> r.holds(word));
    }
  }
}
