package io.github.pmdb.elf;

import io.github.pmdb.memory.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Symbols of a file that has no section headers, through `PT_DYNAMIC`. Tags are those of
/// `<elf.h>`.
final class DynamicTable {
  private static final long DT_NEEDED = 1;
  private static final long DT_HASH = 4;
  private static final long DT_STRTAB = 5;
  private static final long DT_SYMTAB = 6;
  private static final long DT_STRSZ = 10;
  private static final long DT_RELA = 7;
  private static final long DT_RELASZ = 8;
  private static final long DT_SONAME = 14;
  private static final long DT_RPATH = 15;
  private static final long DT_RUNPATH = 29;
  private static final long DT_GNU_HASH = 0x6ffffef5L;
  private static final long DT_FLAGS_1 = 0x6ffffffbL;
  private static final long DF_1_PIE = 0x08000000;

  private static final int RELOCATION_BYTES = 24;
  private static final long MOST_RELOCATIONS = 1 << 22;
  private static final int MOST_TAGS = 4096;
  private static final int LONGEST_PATH = 4096;

  /// More than the largest binaries have by far; a damaged count must not cost minutes.
  private static final long MOST_BUCKETS = 1 << 24;

  private static final long MOST_SYMBOLS = 1 << 26;

  private final ElfImage image;
  private final Map<Long, Long> tags = new HashMap<>();
  private final List<Long> needed = new ArrayList<>();

  DynamicTable(ElfImage image, ProgramHeader dynamic) {
    this.image = image;
    int word = image.header().wordSize();
    Bytes table = image.bytes().clamp(dynamic.offset(), dynamic.fileSize());
    for (int i = 0; i < MOST_TAGS && table.holds(2L * word * i, 2L * word); i++) {
      long tag = table.word(2L * word * i, word);
      if (tag == 0) {
        break;
      }
      long value = table.word(2L * word * i + word, word);
      tags.putIfAbsent(tag, value);
      if (tag == DT_NEEDED) {
        needed.add(value);
      }
    }
  }

  static Optional<SymbolTable> symbols(ElfImage image) {
    return image.segments(ProgramHeader.DYNAMIC).stream()
        .findFirst()
        .flatMap(segment -> new DynamicTable(image, segment).table());
  }

  private Optional<Long> offset(long tag) {
    return Optional.ofNullable(tags.get(tag)).flatMap(image::offsetOf);
  }

  Optional<String> runPath() {
    Long at = tags.getOrDefault(DT_RUNPATH, tags.get(DT_RPATH));
    return at == null
        ? Optional.empty()
        : offset(DT_STRTAB).map(names -> image.bytes().text(names + at, LONGEST_PATH));
  }

  /// The libraries that it is linked to, as their file names.
  List<String> needed() {
    return offset(DT_STRTAB).stream()
        .flatMap(names -> needed.stream().map(at -> image.bytes().text(names + at, LONGEST_PATH)))
        .toList();
  }

  /// What the dynamic linker is to store at an address.
  ///
  /// @param type of the machine's own
  /// @param symbol its number, 0 for none
  /// @param ofFile whether it is about the file itself, not about a symbol of another one
  record Relocation(long address, int type, int symbol, long addend, boolean ofFile) {}

  /// Those with addends, without those of calls.
  List<Relocation> relocations() {
    return offset(DT_RELA)
        .map(at -> relocations(image.bytes().clamp(at, tags.getOrDefault(DT_RELASZ, 0L))))
        .orElse(List.of());
  }

  private List<Relocation> relocations(Bytes table) {
    List<Relocation> all = new ArrayList<>();
    long count = Math.min(table.size() / RELOCATION_BYTES, MOST_RELOCATIONS);
    for (long i = 0; i < count; i++) {
      long at = i * RELOCATION_BYTES;
      long info = table.i64(at + 8);
      int symbol = (int) (info >>> 32);
      all.add(
          new Relocation(table.i64(at), (int) info, symbol, table.i64(at + 16), isDefined(symbol)));
    }
    return all;
  }

  /// `st_shndx` of a symbol is 0 where another file has it.
  private boolean isDefined(int symbol) {
    long at = 24L * symbol + 6;
    return symbol == 0
        || offset(DT_SYMTAB)
            .filter(table -> image.bytes().holds(table + at, 2))
            .filter(table -> image.bytes().u16(table + at) != 0)
            .isPresent();
  }

  /// Whether it is a program, which may be loaded at any address as libraries are. Old linkers do
  /// not mark those; of libraries that can be run, too, there is a name to link to.
  boolean isOfProgram() {
    return image.header().type() == ElfHeader.EXEC
        || (tags.getOrDefault(DT_FLAGS_1, 0L) & DF_1_PIE) != 0
        || (!tags.containsKey(DT_SONAME) && !image.segments(ProgramHeader.INTERPRETER).isEmpty());
  }

  private Optional<SymbolTable> table() {
    Optional<Long> symbols = offset(DT_SYMTAB);
    Optional<Long> names = offset(DT_STRTAB);
    if (symbols.isEmpty() || names.isEmpty()) {
      return Optional.empty();
    }
    long size = count() * (image.header().wide() ? 24 : 16);
    return Optional.of(
        new SymbolTable(
            image.header(),
            image.bytes().clamp(symbols.get(), size),
            image.bytes().clamp(names.get(), tags.getOrDefault(DT_STRSZ, 0L))));
  }

  /// The table itself does not tell its length; the hash tables do.
  private long count() {
    Optional<Long> hash = offset(DT_HASH);
    if (hash.isPresent()) {
      return image.bytes().u32(hash.get() + 4);
    }
    return offset(DT_GNU_HASH).map(this::countOfGnuHash).orElse(0L);
  }

  /// Highest index in any chain: the table is `nbuckets, symoffset, bloom_size, bloom_shift`, the
  /// bloom words, the buckets, then a chain word per symbol whose lowest bit ends a chain.
  private long countOfGnuHash(long at) {
    Bytes bytes = image.bytes();
    long bucketCount = Math.min(bytes.u32(at), MOST_BUCKETS);
    long first = bytes.u32(at + 4);
    long buckets = at + 16 + bytes.u32(at + 8) * image.header().wordSize();
    long last = 0;
    for (long i = 0; i < bucketCount; i++) {
      last = Math.max(last, bytes.u32(buckets + 4 * i));
    }
    if (last < first) {
      return first;
    }
    long chains = buckets + 4 * bucketCount;
    while (last < MOST_SYMBOLS && (bytes.u32(chains + 4 * (last - first)) & 1) == 0) {
      last++;
    }
    return last + 1;
  }
}
