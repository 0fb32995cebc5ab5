package io.github.pmdb.procfs;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Architecture;
import io.github.pmdb.snapshot.BuildId;
import java.util.Optional;

/// The ELF header and program headers of an object as they lie in the target's memory (64-bit,
/// little endian). Field offsets: `struct Elf64_Ehdr`, `Elf64_Phdr`, `Elf64_Nhdr` of `elf.h`.
///
/// @param loadBias what is added to a virtual address of the file
/// @param end end of the highest loadable segment, rounded up to a page
record MappedElf(
    Architecture architecture, long loadBias, long end, boolean hasCode, Optional<BuildId> id) {
  private static final int MAGIC = 0x464c457f;
  private static final int HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int MAX_PROGRAM_HEADERS = 512;
  private static final int MAX_NOTES = 1 << 16;
  private static final long PAGE = 4096;
  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;
  private static final int NT_GNU_BUILD_ID = 3;
  private static final int PF_X = 1;

  /// Empty when no 64-bit ELF header lies at `start`, or it can not be read.
  static Optional<MappedElf> at(Memory memory, long start) {
    try {
      byte[] header = memory.bytes(start, HEADER);
      boolean known = word(header, 0) == MAGIC && header[4] == 2 && header[5] == 1;
      return known ? parse(memory, start, header) : Optional.empty();
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  private static Optional<MappedElf> parse(Memory memory, long start, byte[] header) {
    int count = half(header, 56);
    if (half(header, 54) != PROGRAM_HEADER || count == 0 || count > MAX_PROGRAM_HEADERS) {
      return Optional.empty();
    }
    byte[] table = memory.bytes(start + wide(header, 32), count * PROGRAM_HEADER);
    long lowest = -1;
    long highest = 0;
    boolean code = false;
    for (int at = 0; at < table.length; at += PROGRAM_HEADER) {
      if (word(table, at) == PT_LOAD) {
        long address = wide(table, at + 16);
        lowest = Addresses.min(lowest, address & -PAGE);
        highest = Addresses.max(highest, address + wide(table, at + 40));
        code |= (word(table, at + 4) & PF_X) != 0;
      }
    }
    if (!Addresses.less(lowest, highest)) {
      return Optional.empty();
    }
    long bias = start - lowest;
    long end = bias + ((highest + PAGE - 1) & -PAGE);
    return Optional.of(
        new MappedElf(machine(half(header, 18)), bias, end, code, buildId(memory, table, bias)));
  }

  private static Optional<BuildId> buildId(Memory memory, byte[] table, long bias) {
    for (int at = 0; at < table.length; at += PROGRAM_HEADER) {
      if (word(table, at) == PT_NOTE) {
        int size = Math.clamp(wide(table, at + 32), 0, MAX_NOTES);
        Optional<BuildId> found = inNotes(memory, bias + wide(table, at + 16), size);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<BuildId> inNotes(Memory memory, long address, int size) {
    try {
      byte[] notes = memory.bytes(address, size);
      int at = 0;
      while (at + 12 <= size) {
        int name = word(notes, at);
        int length = word(notes, at + 4);
        long content = at + 12L + ((name + 3L) & ~3);
        if (name < 0 || length < 0 || content + length > size) {
          return Optional.empty();
        }
        if (word(notes, at + 8) == NT_GNU_BUILD_ID && name == 4 && notes[at + 12] == 'G') {
          byte[] id = java.util.Arrays.copyOfRange(notes, (int) content, (int) content + length);
          return Optional.of(BuildId.of(id));
        }
        at = (int) (content + ((length + 3L) & ~3));
      }
    } catch (MemoryFault _) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /// By `e_machine`, `elf.h`.
  private static Architecture machine(int number) {
    return switch (number) {
      case 62 -> Architecture.X86_64;
      case 183 -> Architecture.AARCH64;
      case 3 -> Architecture.I386;
      case 40 -> Architecture.ARM;
      case 21 -> Architecture.PPC64;
      case 22 -> Architecture.S390X;
      case 243 -> Architecture.RISCV64;
      default -> Architecture.OTHER;
    };
  }

  private static int half(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  private static int word(byte[] bytes, int at) {
    return half(bytes, at) | half(bytes, at + 2) << 16;
  }

  private static long wide(byte[] bytes, int at) {
    return (word(bytes, at) & 0xffff_ffffL) | (long) word(bytes, at + 4) << 32;
  }
}
