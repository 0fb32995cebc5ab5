package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.Memory;
import java.util.Optional;

/// One object's `.eh_frame`: which entry covers an address.
///
/// The search table of `.eh_frame_hdr` is read in place, a few words for each search: that of a
/// large program has a hundred thousand rows. Objects without one (`gcc -static` makes no header)
/// are read once from end to end.
public final class EhFrame {
  private final Memory memory;
  private final EntryReader entries;
  private final Index index;

  /// Finds the entry that begins nearest below an address.
  interface Index {
    /// Address of the candidate, which may turn out not to reach as far as `pc`.
    Optional<Long> candidate(long pc);
  }

  private EhFrame(Memory memory, EntryReader entries, Index index) {
    this.memory = memory;
    this.entries = entries;
    this.index = index;
  }

  /// @throws io.github.pmdb.memory.MemoryFault when the tables can not be read
  public static EhFrame of(EhFrameLocation location, Memory memory) {
    return switch (location) {
      case EhFrameLocation.Header(long address) -> withHeader(address, memory);
      case EhFrameLocation.Bare(long address, long size) -> scanned(address, size, 0, memory);
    };
  }

  private static EhFrame withHeader(long header, Memory memory) {
    DwarfBytes in = new DwarfBytes(memory.bytes(header, EhFrameHeader.LENGTH), header);
    EhFrameHeader parsed = EhFrameHeader.parse(in, header, memory);
    if (parsed.searchable()) {
      return new EhFrame(memory, new EntryReader(memory, header), parsed.index(memory));
    }
    return scanned(parsed.ehFrame(), Long.MAX_VALUE, header, memory);
  }

  private static EhFrame scanned(long address, long size, long dataBase, Memory memory) {
    EntryReader entries = new EntryReader(memory, dataBase);
    return new EhFrame(memory, entries, new ScannedIndex(entries, address, size));
  }

  /// The entry that covers `pc`, if one does.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the tables can not be read or make no sense
  Optional<Fde> find(long pc) {
    return index.candidate(pc).flatMap(entries::fde).filter(fde -> fde.covers(pc));
  }

  /// The row that holds at `pc`, if an entry covers it.
  public Optional<Row> row(long pc) {
    return find(pc).map(fde -> CfaProgram.rowAt(fde, pc, memory));
  }
}
