package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The table positions and counts of an ELF header, unsigned and with the escapes for large counts
/// resolved, which jelf does not do. Field offsets are those of `Elf32_Ehdr` and `Elf64_Ehdr`.
record RawHeader(
    boolean wide,
    ByteOrder order,
    long segmentTable,
    int segmentEntrySize,
    long segmentCount,
    long sectionTable,
    int sectionEntrySize,
    long sectionCount,
    long sectionNames) {
  /// `e_phnum` when the count lies in `sh_info` of section 0 (`PN_XNUM`).
  private static final int EXTENDED = 0xffff;

  /// `e_shstrndx` when the index lies in `sh_link` of section 0 (`SHN_XINDEX`).
  private static final int EXTENDED_INDEX = 0xffff;

  int headerSize() {
    return wide ? 64 : 52;
  }

  static RawHeader read(Bytes file, boolean wide) {
    int size = wide ? 8 : 4;
    int counts = wide ? 54 : 42;
    long segments = file.word(wide ? 32 : 28, size);
    long sections = file.word(wide ? 40 : 32, size);
    int entry = file.u16(counts + 4);
    long segmentCount = file.u16(counts + 2);
    long sectionCount = file.u16(counts + 6);
    long names = file.u16(counts + 8);
    if (sections != 0 && file.holds(sections, wide ? 64 : 40)) {
      sectionCount =
          sectionCount != 0 ? sectionCount : file.word(sections + (wide ? 32 : 20), size);
      names = names != EXTENDED_INDEX ? names : file.u32(sections + (wide ? 40 : 24));
      segmentCount =
          segmentCount != EXTENDED ? segmentCount : file.u32(sections + (wide ? 44 : 28));
    } else if (segmentCount == EXTENDED) {
      segmentCount = countFromNote(file, wide, segments);
    }
    return new RawHeader(
        wide,
        file.order(),
        segments,
        file.u16(counts),
        segmentCount,
        sections,
        entry,
        sectionCount,
        names);
  }

  /// A core with more than 65534 segments has their number in a section header at its very end,
  /// which a cut file lacks. Its notes follow the program headers at once, and are the first entry.
  private static long countFromNote(Bytes file, boolean wide, long table) {
    int entry = wide ? 56 : 32;
    if (!file.holds(table, entry) || file.i32(table) != ProgramHeader.NOTE) {
      return EXTENDED;
    }
    long notes = wide ? file.i64(table + 8) : file.u32(table + 4);
    return Math.max(EXTENDED, (notes - table) / entry);
  }

  /// Overwrites the table fields of a copied header: segments only, at `at`.
  void patch(byte[] header, long at, int segments) {
    ByteBuffer fields = ByteBuffer.wrap(header).order(order);
    if (wide) {
      fields.putLong(32, at).putLong(40, 0);
    } else {
      fields.putInt(28, (int) at).putInt(32, 0);
    }
    int counts = wide ? 54 : 42;
    fields.putShort(counts + 2, (short) segments).putShort(counts + 6, (short) 0);
    fields.putShort(counts + 8, (short) 0);
  }
}
