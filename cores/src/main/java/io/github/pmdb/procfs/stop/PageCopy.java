package io.github.pmdb.procfs.stop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Mapping;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Ranges of memory as they were at one moment, over the memory of the process that runs on. Reads
/// outside of the ranges see the process as it is; those of them that it may have changed since are
/// counted.
final class PageCopy extends Memory {
  private final NavigableMap<Long, byte[]> copies = new TreeMap<>();
  private final NavigableMap<Long, Long> changeable = new TreeMap<>();
  private final NavigableSet<Long> late = new TreeSet<>();
  private final Memory behind;

  /// @param copies bytes by address
  PageCopy(Map<Long, byte[]> copies, List<Mapping> mappings, Memory behind) {
    this.copies.putAll(copies);
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

  /// Copies are whole pages, so what begins in one and stays in its page is in it.
  private boolean copied(long address, byte[] into, int offset, int length) {
    Map.Entry<Long, byte[]> copy = copies.floorEntry(address);
    if (copy == null || address - copy.getKey() >= copy.getValue().length) {
      return false;
    }
    System.arraycopy(copy.getValue(), (int) (address - copy.getKey()), into, offset, length);
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
