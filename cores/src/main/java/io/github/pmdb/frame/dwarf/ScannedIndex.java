package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.Addresses;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The entries of an `.eh_frame` that has no search table, sorted by reading all of it.
final class ScannedIndex implements EhFrame.Index {
  /// Ten times what the largest static programs have.
  private static final int MAX_ENTRIES = 2_000_000;

  private final TreeMap<Long, Long> byStart = new TreeMap<>(Long::compareUnsigned);

  /// @param size in bytes; the section also ends at an entry of length 0
  ScannedIndex(EntryReader entries, long address, long size) {
    long end = size == Long.MAX_VALUE ? -1L : address + size;
    long at = address;
    for (int i = 0; i < MAX_ENTRIES && Addresses.less(at, end); i++) {
      EntryReader.Head head = entries.head(at);
      if (head.length() == 0) {
        return;
      }
      long entry = at;
      entries.fde(at).ifPresent(fde -> byStart.put(fde.start(), entry));
      at = head.end();
    }
  }

  @Override
  public Optional<Long> candidate(long pc) {
    return Optional.ofNullable(byStart.floorEntry(pc)).map(Map.Entry::getValue);
  }
}
