package io.github.pmdb.procfs.stop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Mapping;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Pages of memory as they were at one moment, over the memory of the process that runs on. Reads
/// outside of the pages see the process as it is; those of them that it may have changed since are
/// counted.
final class PageCopy extends Memory {
  private final Map<Long, byte[]> copies;
  private final NavigableMap<Long, Long> changeable = new TreeMap<>();
  private final NavigableSet<Long> late = new TreeSet<>();
  private final Memory behind;

  /// @param copies the bytes of whole pages by page number
  PageCopy(Map<Long, byte[]> copies, List<Mapping> mappings, Memory behind) {
    this.copies = copies;
    this.behind = behind;
    mappings.stream().filter(Mapping::writable).forEach(m -> changeable.put(m.start(), m.end()));
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    int done = 0;
    while (done < length) {
      long at = address + done;
      int most = (int) Math.min(length - done, Pages.SIZE - (at & (Pages.SIZE - 1)));
      if (!copied(at, into, offset + done, most)) {
        behind.read(at, into, offset + done, most);
        lateUnlessConstant(at);
      }
      done += most;
    }
  }

  /// @param length no further than to the end of the page
  private boolean copied(long address, byte[] into, int offset, int length) {
    byte[] page = copies.get(Pages.of(address));
    if (page == null) {
      return false;
    }
    System.arraycopy(page, (int) (address & (Pages.SIZE - 1)), into, offset, length);
    return true;
  }

  private void lateUnlessConstant(long address) {
    Map.Entry<Long, Long> mapping = changeable.floorEntry(address);
    if (mapping != null && address < mapping.getValue()) {
      late.add(Pages.of(address));
    }
  }

  /// Numbers of the pages that were read although the process might have changed them.
  NavigableSet<Long> late() {
    return late;
  }
}
