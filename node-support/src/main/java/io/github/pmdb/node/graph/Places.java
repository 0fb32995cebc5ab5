package io.github.pmdb.node.graph;

import java.util.Arrays;

/// Finds an address among many that are sorted. Those of one page of the heap lie side by side, so
/// a search within them touches little memory; one through all of them misses the caches at each
/// step.
final class Places {
  private static final int PAGE_BITS = 18;

  private final long[] sorted;

  /// The pages that have addresses, by open addressing; -1 where a slot is free.
  private final long[] pages;

  /// Where the addresses of each page begin and end.
  private final int[] first;

  private final int[] end;

  /// @param sorted addresses of user space in ascending order; it is kept
  Places(long[] sorted) {
    this.sorted = sorted;
    int count = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || page(sorted[i]) != page(sorted[i - 1])) {
        count++;
      }
    }
    int room = Math.max(2, Integer.highestOneBit(Math.max(1, count)) << 2);
    pages = new long[room];
    first = new int[room];
    end = new int[room];
    Arrays.fill(pages, -1);
    for (int i = 0; i < sorted.length; i++) {
      int slot = slot(page(sorted[i]));
      if (pages[slot] < 0) {
        pages[slot] = page(sorted[i]);
        first[slot] = i;
      }
      end[slot] = i + 1;
    }
  }

  private static long page(long address) {
    return address >>> PAGE_BITS;
  }

  /// The slot of a page, or the free one where it would be.
  private int slot(long page) {
    int mask = pages.length - 1;
    int slot = (int) ((page * 0x9e3779b97f4a7c15L) >>> 32) & mask;
    while (pages[slot] >= 0 && pages[slot] != page) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /// The place of an address, negative where it is not among them.
  int of(long address) {
    int slot = slot(page(address));
    return pages[slot] < 0 ? -1 : Arrays.binarySearch(sorted, first[slot], end[slot], address);
  }
}
