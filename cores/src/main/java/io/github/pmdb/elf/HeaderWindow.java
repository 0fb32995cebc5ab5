package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import net.fornwall.jelf.BackingFile;
import net.fornwall.jelf.ElfException;

/// The file as jelf is shown it: our own mapped bytes, with the table positions and counts of the
/// ELF header replaced.
///
/// jelf holds counts in signed 16 bits and knows neither `PN_XNUM` nor tables of more than 32767
/// entries, so a long table is shown to it in windows. It also reads a symbol or string table whole
/// as soon as its section header is asked for, so section types are shown as `SHT_PROGBITS` and the
/// true ones are read beside it.
final class HeaderWindow implements BackingFile {
  static final int MOST_ENTRIES = 0x7fff;

  private final Bytes file;
  private final byte[] header;
  private final long sections;
  private final int sectionSize;
  private final int sectionCount;
  private long position;

  private HeaderWindow(Bytes file, RawHeader raw, long at, int segments, int sectionCount) {
    this.file = file;
    this.header = file.copy(0, raw.headerSize());
    this.sections = at;
    this.sectionSize = raw.sectionEntrySize();
    this.sectionCount = sectionCount;
    raw.patch(header, at, segments, sectionCount);
  }

  /// Shows `count` program headers that start at file offset `at`.
  static HeaderWindow segments(Bytes file, RawHeader raw, long at, int count) {
    return new HeaderWindow(file, raw, at, count, 0);
  }

  /// Shows `count` section headers that start at file offset `at`.
  static HeaderWindow sections(Bytes file, RawHeader raw, long at, int count) {
    return new HeaderWindow(file, raw, at, 0, count);
  }

  @Override
  public void seek(long offset) {
    position = offset;
  }

  @Override
  public void skip(int count) {
    position += count;
  }

  @Override
  public short readUnsignedByte() {
    long at = position++;
    if (at >= 0 && at < header.length) {
      return (short) (header[(int) at] & 0xff);
    }
    if (!file.holds(at, 1)) {
      throw new ElfException("offset " + at + " lies outside the file");
    }
    return hidesType(at) ? shownType(at) : (short) file.u8(at);
  }

  /// Whether `at` is a byte of some section header's `sh_type`, at offset 4 of the entry.
  private boolean hidesType(long at) {
    long relative = at - sections;
    if (relative < 0 || relative >= (long) sectionCount * sectionSize) {
      return false;
    }
    long field = relative % sectionSize;
    return field >= 4 && field < 8;
  }

  private short shownType(long at) {
    boolean little = file.order() == java.nio.ByteOrder.LITTLE_ENDIAN;
    long low = little ? 4 : 7;
    return (short) ((at - sections) % sectionSize == low ? 1 : 0);
  }

  @Override
  public int read(byte[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = (byte) readUnsignedByte();
    }
    return into.length;
  }
}
