package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import net.fornwall.jelf.BackingFile;
import net.fornwall.jelf.ElfException;

/// The file as jelf is shown it: our own mapped bytes, with the table positions and counts of the
/// ELF header replaced.
///
/// jelf holds counts in signed 16 bits and knows neither `PN_XNUM` nor tables of more than 32767
/// entries, so a long table is shown to it in windows.
final class HeaderWindow implements BackingFile {
  static final int MOST_ENTRIES = 0x7fff;

  private final Bytes file;
  private final byte[] header;

  /// The shown entries, copied: jelf asks for each byte.
  private final byte[] table;

  private final long tableStart;
  private long position;

  private HeaderWindow(Bytes file, RawHeader raw, long at, int segments) {
    this.file = file;
    this.header = file.copy(0, raw.headerSize());
    this.tableStart = at;
    Bytes entries = file.clamp(at, (long) raw.segmentEntrySize() * segments);
    this.table = entries.copy(0, (int) entries.size());
    raw.patch(header, at, segments);
  }

  /// Shows `count` program headers that start at file offset `at`.
  static HeaderWindow segments(Bytes file, RawHeader raw, long at, int count) {
    return new HeaderWindow(file, raw, at, count);
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
    long inTable = at - tableStart;
    if (inTable >= 0 && inTable < table.length) {
      return (short) (table[(int) inTable] & 0xff);
    }
    if (!file.holds(at, 1)) {
      throw new ElfException("offset " + at + " lies outside the file");
    }
    return (short) file.u8(at);
  }

  @Override
  public int read(byte[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = (byte) readUnsignedByte();
    }
    return into.length;
  }
}
