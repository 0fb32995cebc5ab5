package io.github.pmdb.elf;

import io.github.pmdb.snapshot.Architecture;
import java.nio.ByteOrder;

/// What the first bytes of an ELF file say.
///
/// @param wide ELFCLASS64, else ELFCLASS32
/// @param osAbi `e_ident[EI_OSABI]`
/// @param type [#EXEC], [#DYN], [#CORE], …
/// @param machine `e_machine`
public record ElfHeader(
    boolean wide, ByteOrder order, int osAbi, int type, int machine, long entry) {
  /// `e_type`, from the ELF specification.
  public static final int EXEC = 2;

  public static final int DYN = 3;
  public static final int CORE = 4;

  /// Bytes of an address.
  public int wordSize() {
    return wide ? 8 : 4;
  }

  /// By `e_machine` of `<elf.h>`.
  public Architecture architecture() {
    return switch (machine) {
      case 3 -> Architecture.I386;
      case 21 -> Architecture.PPC64;
      case 22 -> wide ? Architecture.S390X : Architecture.OTHER;
      case 40 -> Architecture.ARM;
      case 62 -> wide ? Architecture.X86_64 : Architecture.OTHER;
      case 183 -> Architecture.AARCH64;
      case 243 -> wide ? Architecture.RISCV64 : Architecture.OTHER;
      default -> Architecture.OTHER;
    };
  }
}
