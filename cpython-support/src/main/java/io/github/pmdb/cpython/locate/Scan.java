package io.github.pmdb.cpython.locate;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Mapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;

/// Looks at every aligned word of mappings.
final class Scan {
  private static final int CHUNK = 1 << 16;

  private final Memory memory;

  /// In how many bytes of mappings a scan gives up.
  private final long limit;

  private final Budget budget;
  private long read;
  private long unreadable;
  private boolean cut;

  Scan(Memory memory, long limit, Budget budget) {
    this.memory = memory;
    this.limit = limit;
    this.budget = budget;
  }

  /// What all scans of a search may go through together.
  static final class Budget {
    private long left;

    Budget(long bytes) {
      this.left = bytes;
    }
  }

  /// Whether a word is the one looked for.
  interface Test {
    boolean matches(long address, long word);
  }

  /// The address of the first word that passes. Unreadable stretches are stepped over.
  OptionalLong first(List<Mapping> mappings, Test test) {
    for (Mapping mapping : mappings) {
      for (long at = mapping.start(); Addresses.less(at, mapping.end()); at += CHUNK) {
        if (read + unreadable >= limit || budget.left <= 0) {
          cut = true;
          return OptionalLong.empty();
        }
        int length = (int) Addresses.min(CHUNK, mapping.end() - at);
        budget.left -= length;
        OptionalLong found = inChunk(at, length, test);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong inChunk(long start, int length, Test test) {
    ByteBuffer words;
    try {
      words = ByteBuffer.wrap(memory.bytes(start, length)).order(ByteOrder.LITTLE_ENDIAN);
      read += length;
    } catch (MemoryFault _) {
      unreadable += length;
      return OptionalLong.empty(); // a part the core does not hold: the runtime is not in it
    }
    for (int i = 0; i + 8 <= length; i += 8) {
      if (test.matches(start + i, words.getLong(i))) {
        return OptionalLong.of(start + i);
      }
    }
    return OptionalLong.empty();
  }

  /// How far it went, in words.
  String extent() {
    return (read >> 10)
        + " KiB read"
        + (unreadable > 0 ? ", " + (unreadable >> 10) + " KiB not readable" : "")
        + (cut ? ", no further than the limit" : "");
  }
}
