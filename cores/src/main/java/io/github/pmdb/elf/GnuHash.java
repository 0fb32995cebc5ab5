package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import java.nio.charset.StandardCharsets;

/// The hash table by which the dynamic linker finds exported symbols (`.gnu.hash`): a question
/// costs a few reads, however large the file is.
///
/// It is `nbuckets, symoffset, bloom_size, bloom_shift`, words of a Bloom filter, the buckets, and
/// for each symbol from `symoffset` on its hash, whose lowest bit ends a chain (glibc's
/// `elf/dl-lookup.c`).
final class GnuHash {
  private static final int HEADER = 16;

  /// Chains of sound files have a handful of symbols.
  private static final int LONGEST_CHAIN = 4096;

  private final Bytes bytes;
  private final int bloomWord;

  /// @param bloomWord bytes of a word of the Bloom filter: 8 in a 64-bit file
  GnuHash(Bytes bytes, int bloomWord) {
    this.bytes = bytes;
    this.bloomWord = bloomWord;
  }

  /// Whether the symbol at an index has the name.
  interface Named {
    boolean test(int index);
  }

  /// Index of the symbol in the dynamic symbol table, -1 when it is not exported.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the table is damaged
  int find(String name, Named named) {
    int hash = hash(name);
    long buckets = bytes.u32(0);
    if (buckets == 0) {
      return -1;
    }
    long first = bytes.u32(4);
    long table = HEADER + bytes.u32(8) * bloomWord;
    long index = bytes.u32(table + 4 * ((hash & 0xffff_ffffL) % buckets));
    if (index < first) {
      return -1;
    }
    long chains = table + 4 * buckets;
    for (int i = 0; i < LONGEST_CHAIN; i++, index++) {
      int other = bytes.i32(chains + 4 * (index - first));
      if ((other | 1) == (hash | 1) && named.test((int) index)) {
        return (int) index;
      }
      if ((other & 1) != 0) {
        return -1;
      }
    }
    return -1;
  }

  private static int hash(String name) {
    int hash = 5381;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = hash * 33 + (b & 0xff);
    }
    return hash;
  }
}
