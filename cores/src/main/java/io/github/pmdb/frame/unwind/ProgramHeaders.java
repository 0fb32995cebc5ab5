package io.github.pmdb.frame.unwind;

import io.github.pmdb.memory.Memory;
import java.util.Optional;

/// The program headers of an ELF object as they lie in memory (ELF-64 Object File Format 1.5,
/// figures 2 and 6).
final class ProgramHeaders {
  private static final int ELF_MAGIC = 0x464c457f;

  /// Offsets in `Elf64_Ehdr`.
  private static final int E_PHOFF = 32;

  private static final int E_PHNUM = 56;

  /// Size of `Elf64_Phdr` and the offset of its `p_vaddr`.
  private static final int PHDR_SIZE = 56;

  private static final int P_VADDR = 16;

  /// `PT_GNU_EH_FRAME` of the Linux Standard Base.
  private static final int PT_GNU_EH_FRAME = 0x6474e550;

  /// Objects have a dozen; more than this is damage.
  private static final int MAX_HEADERS = 512;

  private ProgramHeaders() {}

  /// The virtual address in the file (no load bias) of `.eh_frame_hdr`.
  ///
  /// @param start where the object's first byte is mapped
  static Optional<Long> ehFrameHeader(long start, Memory memory) {
    if (memory.i32(start) != ELF_MAGIC) {
      return Optional.empty();
    }
    long table = start + memory.i64(start + E_PHOFF);
    int count = Math.min(memory.u16(start + E_PHNUM), MAX_HEADERS);
    for (int i = 0; i < count; i++) {
      long header = table + (long) i * PHDR_SIZE;
      if (memory.i32(header) == PT_GNU_EH_FRAME) {
        return Optional.of(memory.i64(header + P_VADDR));
      }
    }
    return Optional.empty();
  }
}
