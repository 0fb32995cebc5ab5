package io.github.pmdb.elf;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.UserError;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.fornwall.jelf.ElfException;
import net.fornwall.jelf.ElfFile;
import net.fornwall.jelf.ElfSegment;
import org.jspecify.annotations.Nullable;

/// The structure of an ELF file of either class and byte order, any size and any number of
/// segments: header, program headers, section headers. What they point to is not read.
public final class ElfImage {
  /// Bound on both tables. Linux' `vm.max_map_count` bounds the segments of a core; distributions
  /// set it to 1048576 at most.
  private static final int MOST_ENTRIES = 1 << 21;

  private static final byte[] MAGIC = {0x7f, 'E', 'L', 'F'};

  private final Bytes bytes;
  private final RawHeader raw;
  private final ElfHeader header;
  private final List<ProgramHeader> segments;
  private final long lowestAddress;
  private @Nullable List<SectionHeader> sections;

  private ElfImage(Bytes bytes, RawHeader raw, ElfHeader header, List<ProgramHeader> segments) {
    this.bytes = bytes;
    this.raw = raw;
    this.header = header;
    this.segments = segments;
    this.lowestAddress = lowestAddress(segments);
  }

  /// The file, in the order that its header names.
  public Bytes bytes() {
    return bytes;
  }

  public ElfHeader header() {
    return header;
  }

  public List<ProgramHeader> segments() {
    return segments;
  }

  /// Empty where the file has none or the table lies outside it. Read when first asked for: most
  /// files that a process has mapped are never asked.
  public synchronized List<SectionHeader> sections() {
    if (sections == null) {
      sections = readSections(bytes, raw);
    }
    return sections;
  }

  /// Whether the file starts like an ELF file.
  public static boolean hasMagic(Bytes file) {
    return file.holds(0, MAGIC.length) && hasMagic(file.copy(0, MAGIC.length));
  }

  static boolean hasMagic(byte[] start) {
    return Arrays.equals(start, MAGIC);
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
    return new ElfImage(bytes, raw, header, readSegments(bytes, raw, name));
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
    Bytes names = sectionNames(bytes, raw);
    List<SectionHeader> found = new ArrayList<>((int) raw.sectionCount());
    for (int i = 0; i < raw.sectionCount(); i++) {
      found.add(section(bytes, raw.sectionTable() + (long) i * size, raw.wide(), names));
    }
    return List.copyOf(found);
  }

  private static Bytes sectionNames(Bytes bytes, RawHeader raw) {
    if (raw.sectionNames() >= raw.sectionCount()) {
      return bytes.clamp(0, 0);
    }
    long at = raw.sectionTable() + raw.sectionNames() * raw.sectionEntrySize();
    SectionHeader table = section(bytes, at, raw.wide(), bytes.clamp(0, 0));
    return bytes.clamp(table.offset(), table.size());
  }

  /// `Elf32_Shdr` or `Elf64_Shdr`. Not by jelf, which reads a symbol or string table whole as soon
  /// as its header is asked for.
  private static SectionHeader section(Bytes bytes, long at, boolean wide, Bytes names) {
    int word = wide ? 8 : 4;
    long name = bytes.u32(at);
    long words = at + 8;
    return new SectionHeader(
        name < names.size() ? names.text(name, 256) : "",
        bytes.i32(at + 4),
        bytes.word(words, word),
        bytes.word(words + word, word),
        bytes.word(words + 2L * word, word),
        bytes.word(words + 3L * word, word),
        bytes.i32(words + 4L * word));
  }

  /// jelf extends the sign of 32-bit fields.
  private static long unsigned(long value, boolean wide) {
    return wide ? value : value & 0xffff_ffffL;
  }

  public Optional<SectionHeader> section(String name) {
    return sections().stream().filter(s -> s.name().equals(name)).findFirst();
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
    return lowestAddress;
  }

  private static long lowestAddress(List<ProgramHeader> segments) {
    OptionalLong lowest = OptionalLong.empty();
    for (ProgramHeader segment : segments) {
      if (segment.type() == ProgramHeader.LOAD) {
        lowest = OptionalLong.of(Addresses.min(lowest.orElse(-1), segment.address()));
      }
    }
    return lowest.orElse(0) & -4096L;
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
