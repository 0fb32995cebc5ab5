package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// One way through all entries of a symbol table, from the first to the last. They are taken from
/// the file in blocks: a table may have millions.
final class SymbolPass {
  /// Bytes of an `Elf64_Sym` and of an `Elf32_Sym`.
  static final int WIDE = 24;

  static final int NARROW = 16;

  private static final int WORDS = WIDE / Long.BYTES;
  private static final int BLOCK = 4096;

  private final Bytes entries;
  private final boolean wide;
  private final int count;
  private final long[] block;
  private int loaded;
  private int index = -1;
  private int at;

  SymbolPass(Bytes entries, boolean wide, int count) {
    this.entries = entries;
    this.wide = wide;
    this.count = count;
    this.block = new long[Math.min(BLOCK, count) * WORDS];
  }

  /// Goes to the next entry.
  ///
  /// @return false when there is none
  boolean next() {
    index++;
    if (index == count) {
      return false;
    }
    if (index == loaded) {
      load();
    }
    at = index % BLOCK * WORDS;
    return true;
  }

  private void load() {
    int here = Math.min(BLOCK, count - loaded);
    int size = wide ? WIDE : NARROW;
    ByteBuffer bytes =
        ByteBuffer.wrap(entries.copy((long) loaded * size, here * size)).order(entries.order());
    if (wide && bytes.order() == ByteOrder.LITTLE_ENDIAN) {
      bytes.asLongBuffer().get(block, 0, here * WORDS);
    } else {
      for (int i = 0; i < here; i++) {
        decode(bytes, i * size, i * WORDS);
      }
    }
    loaded += here;
  }

  /// Makes of an entry what an `Elf64_Sym` in little endian is.
  private void decode(ByteBuffer bytes, int from, int into) {
    int info = from + (wide ? 4 : 12);
    block[into] =
        (bytes.getInt(from) & 0xffff_ffffL)
            | ((bytes.get(info) & 0xffL) << 32)
            | ((long) bytes.getShort(info + 2) << 48);
    block[into + 1] = wide ? bytes.getLong(from + 8) : bytes.getInt(from + 4) & 0xffff_ffffL;
    block[into + 2] = wide ? bytes.getLong(from + 16) : bytes.getInt(from + 8) & 0xffff_ffffL;
  }

  int index() {
    return index;
  }

  /// Where its name begins in the table of names.
  long name() {
    return block[at] & 0xffff_ffffL;
  }

  int info() {
    return (int) (block[at] >>> 32) & 0xff;
  }

  int type() {
    return info() & 15;
  }

  int section() {
    return (int) (block[at] >>> 48);
  }

  long value() {
    return block[at + 1];
  }

  long size() {
    return block[at + 2];
  }
}
