package io.github.pmdb.elf;

/// An entry of the section header table; offsets and sizes in bytes.
public record SectionHeader(
    String name, int type, long flags, long address, long offset, long size, int link) {
  /// `sh_type`, from the ELF specification.
  public static final int SYMTAB = 2;

  public static final int NOTE = 7;
  public static final int NOBITS = 8;
  public static final int DYNSYM = 11;
  public static final int GNU_HASH = 0x6ffffff6;
}
