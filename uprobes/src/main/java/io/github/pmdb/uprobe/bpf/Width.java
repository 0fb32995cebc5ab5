package io.github.pmdb.uprobe.bpf;

/// How many bytes a load or a store moves; loads extend with zeros. Codes are those of `BPF_SIZE`,
/// `linux/bpf_common.h` and `linux/bpf.h`.
public enum Width {
  BYTE(0x10, 1),
  HALF(0x08, 2),
  WORD(0x00, 4),
  LONG(0x18, 8);

  final int code;
  private final int bytes;

  Width(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }

  /// The width of that many bytes.
  public static Width of(int bytes) {
    for (Width width : values()) {
      if (width.bytes == bytes) {
        return width;
      }
    }
    throw new IllegalArgumentException("nothing moves %d bytes at once".formatted(bytes));
  }

  static Width ofCode(int operation) {
    for (Width width : values()) {
      if (width.code == (operation & 0x18)) {
        return width;
      }
    }
    throw new AssertionError("two bits have four values");
  }
}
