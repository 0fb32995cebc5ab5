package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.MemoryFault;
import java.util.Arrays;

/// A cursor over bytes of unwind information that knows which address each of them has. Reading
/// past the end is a [MemoryFault], as the bytes come from the target.
final class DwarfBytes {
  private final byte[] bytes;
  private final long base;
  private int position;

  /// @param base address of the first byte
  DwarfBytes(byte[] bytes, long base) {
    this.bytes = bytes;
    this.base = base;
  }

  boolean atEnd() {
    return position >= bytes.length;
  }

  long address() {
    return base + position;
  }

  void seek(long address) {
    long offset = address - base;
    if (offset < 0 || offset > bytes.length) {
      throw new MemoryFault(address, 1, "it lies outside of the unwind entry");
    }
    position = (int) offset;
  }

  int u8() {
    return (int) unsigned(1);
  }

  long u32() {
    return unsigned(4);
  }

  long u64() {
    return unsigned(8);
  }

  /// A little-endian number of `size` bytes, zero-extended.
  long unsigned(int size) {
    require(size);
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = value << 8 | (bytes[position + i] & 0xff);
    }
    position += size;
    return value;
  }

  /// A little-endian number of `size` bytes, sign-extended.
  long signed(int size) {
    int unused = 64 - 8 * size;
    return unsigned(size) << unused >> unused;
  }

  /// Unsigned LEB128. Bits beyond 64 are dropped.
  long uleb() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int b = u8();
      if (shift < 64) {
        value |= (long) (b & 0x7f) << shift;
      }
      if ((b & 0x80) == 0) {
        return value;
      }
    }
  }

  /// Signed LEB128. Bits beyond 64 are dropped.
  long sleb() {
    long value = 0;
    for (int shift = 0; ; ) {
      int b = u8();
      if (shift < 64) {
        value |= (long) (b & 0x7f) << shift;
      }
      shift += 7;
      if ((b & 0x80) == 0) {
        return shift < 64 && (b & 0x40) != 0 ? value | -1L << shift : value;
      }
    }
  }

  /// A register number; `-1` for one that is not tracked (vector, x87, segment registers).
  int register() {
    long number = uleb();
    return number >= 0 && number < CpuState.COUNT ? (int) number : -1;
  }

  /// The bytes after a LEB128 length, as DWARF blocks are.
  Code block() {
    long length = uleb();
    require(length);
    return code((int) length);
  }

  /// An ASCII string up to its NUL.
  String string() {
    StringBuilder text = new StringBuilder();
    for (int c = u8(); c != 0; c = u8()) {
      text.append((char) c);
    }
    return text.toString();
  }

  void skip(long length) {
    require(length);
    position += (int) length;
  }

  /// All bytes that are left.
  Code rest() {
    return code(bytes.length - position);
  }

  private Code code(int length) {
    Code code = new Code(Arrays.copyOfRange(bytes, position, position + length), address());
    position += length;
    return code;
  }

  private void require(long length) {
    if (length < 0 || length > bytes.length - position) {
      throw new MemoryFault(address(), length, "the unwind entry ends before");
    }
  }
}
