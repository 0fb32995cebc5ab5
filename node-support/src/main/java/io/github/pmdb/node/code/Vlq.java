package io.github.pmdb.node.code;

/// Numbers of variable length as V8 packs them (`src/base/vlq.h`): seven bits a byte, the lowest
/// first; of a signed one the lowest bit is the sign. Behind the end everything is 0.
final class Vlq {
  private final byte[] bytes;
  private int at;

  Vlq(byte[] bytes, int at) {
    this.bytes = bytes;
    this.at = at;
  }

  boolean hasNext() {
    return at >= 0 && at < bytes.length;
  }

  int at() {
    return at;
  }

  int u8() {
    return hasNext() ? bytes[at++] & 0xff : 0;
  }

  int unsigned() {
    int value = 0;
    for (int shift = 0; shift < 32 && hasNext(); shift += 7) {
      int next = u8();
      value |= (next & 0x7f) << shift;
      if (next < 0x80) {
        break;
      }
    }
    return value;
  }

  int signed() {
    int raw = unsigned();
    return (raw & 1) != 0 ? -(raw >>> 1) : raw >>> 1;
  }

  /// A number whose sign is folded in (`zigzag`), as tables of source positions have it.
  long signedLong() {
    long raw = 0;
    for (int shift = 0; shift < 64 && hasNext(); shift += 7) {
      int next = u8();
      raw |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        break;
      }
    }
    return raw >>> 1 ^ -(raw & 1);
  }
}
