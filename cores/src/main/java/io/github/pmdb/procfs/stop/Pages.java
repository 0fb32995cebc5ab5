package io.github.pmdb.procfs.stop;

import io.github.pmdb.snapshot.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/// Page numbers of an address space of user space.
final class Pages {
  static final int SIZE = 4096;

  /// Neighbours this near are copied with what lies between: a range costs more than a page.
  private static final int GAP = 4;

  /// @param first number of the first page
  record Range(long first, int count) {
    long address() {
      return first * SIZE;
    }

    int bytes() {
      return count * SIZE;
    }
  }

  private Pages() {}

  static long of(long address) {
    return address >>> 12;
  }

  /// Those of the pages that the process can change while it runs, as ranges.
  static List<Range> changeable(NavigableSet<Long> pages, List<Mapping> mappings) {
    List<Range> ranges = new ArrayList<>();
    for (Mapping mapping : mappings) {
      if (mapping.writable()) {
        within(pages, Pages.of(mapping.start()), Pages.of(mapping.end()), ranges);
      }
    }
    return ranges;
  }

  private static void within(NavigableSet<Long> pages, long from, long to, List<Range> ranges) {
    long first = -1;
    long last = -1;
    for (long page : pages.subSet(from, to)) {
      if (first >= 0 && page - last > GAP) {
        ranges.add(new Range(first, (int) (last - first + 1)));
        first = -1;
      }
      first = first < 0 ? page : first;
      last = page;
    }
    if (first >= 0) {
      ranges.add(new Range(first, (int) (last - first + 1)));
    }
  }
}
