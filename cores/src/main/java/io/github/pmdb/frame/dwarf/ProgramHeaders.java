package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The program headers of an ELF object as they lie in memory (ELF-64 Object File Format 1.5,
/// figures 2 and 6).
public final class ProgramHeaders {
  private static final int ELF_MAGIC = 0x464c457f;

  /// Offsets in `Elf64_Ehdr`.
  private static final int E_PHOFF = 32;

  private static final int E_PHNUM = 56;

  /// Size of `Elf64_Phdr` and offsets in it.
  private static final int PHDR_SIZE = 56;

  private static final int P_VADDR = 16;

  /// `PT_GNU_EH_FRAME` of the Linux Standard Base.
  static final int PT_GNU_EH_FRAME = 0x6474e550;

  /// Objects have a dozen; more than this is damage.
  private static final int MAX_HEADERS = 512;

  private static final int P_FLAGS = 4;
  private static final int P_MEMSZ = 40;
  private static final int PT_LOAD = 1;
  private static final int PF_X = 1;

  /// @param address virtual, as the file has it: no load bias is added
  /// @param size in bytes, in memory
  private record Header(int type, int flags, long address, long size) {}

  private ProgramHeaders() {}

  /// The virtual address in the file (no load bias) of `.eh_frame_hdr`.
  ///
  /// @param start where the object's first byte is mapped
  /// @throws io.github.pmdb.memory.MemoryFault when the headers can not be read
  static Optional<Long> ehFrameHeader(long start, Memory memory) {
    return read(start, memory).stream()
        .filter(header -> header.type() == PT_GNU_EH_FRAME)
        .map(Header::address)
        .findFirst();
  }

  /// Whether an address lies in a segment that holds instructions.
  ///
  /// @param address virtual, as the file has it
  /// @throws io.github.pmdb.memory.MemoryFault when the headers can not be read
  public static boolean isExecutable(long start, long address, Memory memory) {
    return read(start, memory).stream()
        .filter(header -> header.type() == PT_LOAD && (header.flags() & PF_X) != 0)
        .anyMatch(h -> Addresses.within(address, h.address(), h.address() + h.size()));
  }

  private static List<Header> read(long start, Memory memory) {
    List<Header> headers = new ArrayList<>();
    if (memory.i32(start) != ELF_MAGIC) {
      return headers;
    }
    long table = start + memory.i64(start + E_PHOFF);
    int count = Math.min(memory.u16(start + E_PHNUM), MAX_HEADERS);
    for (int i = 0; i < count; i++) {
      long at = table + (long) i * PHDR_SIZE;
      headers.add(
          new Header(
              memory.i32(at),
              memory.i32(at + P_FLAGS),
              memory.i64(at + P_VADDR),
              memory.i64(at + P_MEMSZ)));
    }
    return headers;
  }
}
