package io.github.pmdb.elf;

/// An entry of the program header table; offsets and sizes in bytes.
public record ProgramHeader(
    int type, int flags, long offset, long address, long fileSize, long memorySize, long align) {
  /// `p_type`, from the ELF specification.
  public static final int LOAD = 1;

  public static final int DYNAMIC = 2;
  public static final int INTERPRETER = 3;
  public static final int NOTE = 4;
  public static final int THREADS = 7;

  public boolean executable() {
    return (flags & 1) != 0;
  }

  public boolean writable() {
    return (flags & 2) != 0;
  }

  public boolean readable() {
    return (flags & 4) != 0;
  }
}
