package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.fornwall.jelf.ElfException;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSectionHeader;
import net.fornwall.jelf.ElfSegment;

/// The structure of an ELF file of either class and byte order, any size and any number of
/// segments: header, program headers, section headers. What they point to is not read.
///
/// @param bytes the file, in the order that its header names
/// @param sections empty where the file has none or the table lies outside it
public record ElfImage(
    Bytes bytes, ElfHeader header, List<ProgramHeader> segments, List<SectionHeader> sections) {
  /// Bound on both tables. Linux' `vm.max_map_count` bounds the segments of a core; distributions
  /// set it to 1048576 at most.
  private static final int MOST_ENTRIES = 1 << 21;

  /// Whether the file starts like an ELF file.
  public static boolean hasMagic(Bytes file) {
    return file.holds(0, 4) && file.order(ByteOrder.BIG_ENDIAN).i32(0) == 0x7f454c46;
  }

  /// @param name what to call it in an error
  /// @throws UserError when it is no ELF file or its tables lie outside it
  public static ElfImage read(Bytes file, String name) {
    try {
      return parse(file, name);
    } catch (MemoryFault | ElfException e) {
      throw new UserError(
          name + " is damaged: its ELF headers can not be read (" + e.getMessage() + ")",
          "copy it again, the file may be cut (it has " + file.size() + " bytes)",
          e);
    }
  }

  private static ElfImage parse(Bytes file, String name) {
    if (!hasMagic(file)) {
      throw new UserError(name + " is not an ELF file", "");
    }
    boolean wide = file.u8(4) == ElfFile.CLASS_64;
    boolean big = file.u8(5) == ElfFile.DATA_MSB;
    Bytes bytes = file.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    RawHeader raw = RawHeader.read(bytes, wide);
    ElfFile first = ElfFile.from(HeaderWindow.segments(bytes, raw, raw.segmentTable(), 0));
    ElfHeader header =
        new ElfHeader(
            wide,
            bytes.order(),
            first.ei_osabi & 0xff,
            first.e_type & 0xffff,
            first.e_machine & 0xffff,
            unsigned(first.e_entry, wide));
    return new ElfImage(bytes, header, readSegments(bytes, raw, name), readSections(bytes, raw));
  }

  private static List<ProgramHeader> readSegments(Bytes bytes, RawHeader raw, String name) {
    if (raw.segmentCount() == 0) {
      return List.of();
    }
    int size = raw.wide() ? 56 : 32;
    long end = raw.segmentTable() + raw.segmentCount() * size;
    if (raw.segmentEntrySize() != size || raw.segmentCount() > MOST_ENTRIES) {
      throw new UserError(
          "%s is damaged: it claims %d program headers of %d bytes"
              .formatted(name, raw.segmentCount(), raw.segmentEntrySize()),
          "copy it again");
    }
    if (!bytes.holds(raw.segmentTable(), raw.segmentCount() * size)) {
      throw new UserError(
          "%s is cut inside its headers: they reach to byte %s, the file has %d"
              .formatted(name, Long.toUnsignedString(end), bytes.size()),
          "copy it again, or look for a full disk or a core size limit (ulimit -c) at the source");
    }
    List<ProgramHeader> found = new ArrayList<>((int) raw.segmentCount());
    for (int from = 0; from < raw.segmentCount(); from += HeaderWindow.MOST_ENTRIES) {
      int count = (int) Math.min(HeaderWindow.MOST_ENTRIES, raw.segmentCount() - from);
      long at = raw.segmentTable() + (long) from * size;
      ElfFile window = ElfFile.from(HeaderWindow.segments(bytes, raw, at, count));
      for (int i = 0; i < count; i++) {
        found.add(segment(window.getProgramHeader(i), raw.wide()));
      }
    }
    return List.copyOf(found);
  }

  private static ProgramHeader segment(ElfSegment from, boolean wide) {
    return new ProgramHeader(
        from.p_type,
        from.p_flags,
        unsigned(from.p_offset, wide),
        unsigned(from.p_vaddr, wide),
        unsigned(from.p_filesz, wide),
        unsigned(from.p_memsz, wide),
        unsigned(from.p_align, wide));
  }

  private static List<SectionHeader> readSections(Bytes bytes, RawHeader raw) {
    int size = raw.wide() ? 64 : 40;
    if (raw.sectionTable() == 0
        || raw.sectionEntrySize() != size
        || raw.sectionCount() <= 0
        || raw.sectionCount() > MOST_ENTRIES
        || !bytes.holds(raw.sectionTable(), raw.sectionCount() * size)) {
      return List.of();
    }
    List<ElfSectionHeader> headers = new ArrayList<>((int) raw.sectionCount());
    for (int from = 0; from < raw.sectionCount(); from += HeaderWindow.MOST_ENTRIES) {
      int count = (int) Math.min(HeaderWindow.MOST_ENTRIES, raw.sectionCount() - from);
      long at = raw.sectionTable() + (long) from * size;
      ElfFile window = ElfFile.from(HeaderWindow.sections(bytes, raw, at, count));
      for (int i = 0; i < count; i++) {
        headers.add(window.getSection(i).header);
      }
    }
    return named(bytes, raw, headers);
  }

  private static List<SectionHeader> named(
      Bytes bytes, RawHeader raw, List<ElfSectionHeader> headers) {
    Bytes names = bytes.clamp(0, 0);
    if (raw.sectionNames() < headers.size()) {
      ElfSectionHeader table = headers.get((int) raw.sectionNames());
      names =
          bytes.clamp(unsigned(table.sh_offset, raw.wide()), unsigned(table.sh_size, raw.wide()));
    }
    List<SectionHeader> result = new ArrayList<>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      int size = raw.wide() ? 64 : 40;
      int type = bytes.i32(raw.sectionTable() + (long) i * size + 4);
      result.add(section(headers.get(i), type, names, raw.wide()));
    }
    return List.copyOf(result);
  }

  private static SectionHeader section(ElfSectionHeader from, int type, Bytes names, boolean wide) {
    long at = Integer.toUnsignedLong(from.sh_name);
    return new SectionHeader(
        at < names.size() ? names.text(at, 256) : "",
        type,
        unsigned(from.sh_flags, wide),
        unsigned(from.sh_addr, wide),
        unsigned(from.sh_offset, wide),
        unsigned(from.sh_size, wide),
        from.sh_link);
  }

  /// jelf extends the sign of 32-bit fields.
  private static long unsigned(long value, boolean wide) {
    return wide ? value : value & 0xffff_ffffL;
  }

  public Optional<SectionHeader> section(String name) {
    return sections.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  public List<ProgramHeader> segments(int type) {
    return segments.stream().filter(s -> s.type() == type).toList();
  }

  /// The bytes of a section that has any in the file, as far as the file goes.
  public Bytes content(SectionHeader section) {
    return section.type() == SectionHeader.NOBITS
        ? bytes.clamp(0, 0)
        : bytes.clamp(section.offset(), section.size());
  }

  /// The lowest address of a PT_LOAD segment, rounded down to a page of 4096 bytes.
  public long lowestAddress() {
    return segments(ProgramHeader.LOAD).stream()
            .mapToLong(ProgramHeader::address)
            .reduce(io.github.pmdb.memory.Addresses::min)
            .orElse(0)
        & -4096L;
  }

  /// What to add to an address of the file, given the lowest address it is mapped at.
  public long loadBias(long lowestMapped) {
    return header.type() == ElfHeader.EXEC ? 0 : lowestMapped - lowestAddress();
  }

  /// The file offset of a virtual address that some PT_LOAD segment has bytes for.
  public Optional<Long> offsetOf(long address) {
    for (ProgramHeader segment : segments) {
      long into = address - segment.address();
      if (segment.type() == ProgramHeader.LOAD && into >= 0 && into < segment.fileSize()) {
        return Optional.of(segment.offset() + into);
      }
    }
    return Optional.empty();
  }
}
