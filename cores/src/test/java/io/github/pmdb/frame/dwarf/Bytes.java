package io.github.pmdb.frame.dwarf;

import java.io.ByteArrayOutputStream;

/// Writes little-endian bytes for forged unwind tables.
final class Bytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Bytes u8(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  Bytes u16(int value) {
    return number(value, 2);
  }

  Bytes u32(long value) {
    return number(value, 4);
  }

  Bytes u64(long value) {
    return number(value, 8);
  }

  Bytes string(String ascii) {
    ascii.chars().forEach(out::write);
    return u8(0);
  }

  Bytes raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Bytes pad(int size) {
    while (out.size() < size) {
      out.write(0);
    }
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] array() {
    return out.toByteArray();
  }

  private Bytes number(long value, int size) {
    for (int i = 0; i < size; i++) {
      out.write((int) (value >> (8 * i)));
    }
    return this;
  }
}
