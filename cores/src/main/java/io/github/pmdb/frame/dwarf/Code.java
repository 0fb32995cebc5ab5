package io.github.pmdb.frame.dwarf;

/// A stretch of call frame instructions or of a DWARF expression, with the address it was read at.
public final class Code {
  private final byte[] bytes;
  private final long address;

  /// @param bytes kept as they are
  Code(byte[] bytes, long address) {
    this.bytes = bytes;
    this.address = address;
  }

  DwarfBytes cursor() {
    return new DwarfBytes(bytes, address);
  }
}
