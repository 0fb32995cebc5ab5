package io.github.pmdb.procfs.stop;

import io.github.pmdb.memory.Memory;
import java.util.NavigableSet;
import java.util.TreeSet;

/// Passes reads on and remembers which pages they touched.
final class PageRecorder extends Memory {
  private final Memory memory;
  private final NavigableSet<Long> pages = new TreeSet<>();

  PageRecorder(Memory memory) {
    this.memory = memory;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    memory.read(address, into, offset, length);
    for (long page = Pages.of(address); page <= Pages.of(address + length - 1); page++) {
      pages.add(page);
    }
  }

  /// Numbers of the pages that were read.
  NavigableSet<Long> pages() {
    return pages;
  }
}
