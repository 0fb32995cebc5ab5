package io.github.pmdb.frame.dwarf;

import io.github.pmdb.frame.ForgedMemory;
import java.util.ArrayList;
import java.util.List;

/// Lays an ELF header with one program header, an `.eh_frame_hdr` and an `.eh_frame` into memory,
/// as a linker does.
public final class ForgedObject {
  public static final long HEADER = 0x1000;
  static final long EH_FRAME = 0x2000;

  /// CFA = rsp + 8, return address at CFA - 8: the state after a call.
  static final byte[] ENTRY_STATE = {0x0c, 7, 8, (byte) 0x90, 1};

  private record Function(long start, long length, Bytes program) {}

  private final long base;
  private final List<Function> functions = new ArrayList<>();
  private String augmentation = "zR";
  private int rows = -1;

  public ForgedObject(long base) {
    this.base = base;
  }

  public ForgedObject augmentation(String letters) {
    augmentation = letters;
    return this;
  }

  /// Claims another number of rows in the search table; 0 leaves the table out.
  public ForgedObject rows(int count) {
    rows = count;
    return this;
  }

  /// Adds a function; give them in ascending order.
  ///
  /// @param start relative to the object
  public ForgedObject function(long start, long length, int... program) {
    functions.add(new Function(start, length, new Bytes().u8(program)));
    return this;
  }

  public void into(ForgedMemory memory) {
    memory.put(base, elfHeader());
    List<Long> entries = new ArrayList<>();
    memory.put(base + EH_FRAME, ehFrame(entries));
    memory.put(base + HEADER, searchTable(entries));
  }

  private byte[] elfHeader() {
    Bytes elf = new Bytes().u8(0x7f, 'E', 'L', 'F').pad(32).u64(64).pad(56).u16(1).pad(64);
    return elf.u32(0x6474e550).pad(64 + 16).u64(base + HEADER).pad(64 + 56).array();
  }

  private byte[] searchTable(List<Long> entries) {
    long header = base + HEADER;
    int count = rows < 0 ? functions.size() : rows;
    Bytes out = new Bytes().u8(1, 0x1b, count == 0 ? 0xff : 0x03, count == 0 ? 0xff : 0x3b);
    out.u32(base + EH_FRAME - header - 4).u32(count);
    for (int i = 0; i < functions.size(); i++) {
      out.u32(base + functions.get(i).start() - header).u32(entries.get(i) - header);
    }
    return out.pad(20).array();
  }

  private byte[] ehFrame(List<Long> entries) {
    Bytes cie = new Bytes().u32(0).u8(1).string(augmentation).u8(1, 0x78, 16);
    cie.u8(1, 0x1b).raw(ENTRY_STATE);
    Bytes out = new Bytes().u32(cie.size()).raw(cie.array());
    for (Function function : functions) {
      long at = base + EH_FRAME + out.size();
      entries.add(at);
      Bytes fde = new Bytes().u32(out.size() + 4).u32(base + function.start() - at - 8);
      fde.u32(function.length()).u8(0).raw(function.program().array());
      out.u32(fde.size()).raw(fde.array());
    }
    return out.u32(0).array();
  }
}
