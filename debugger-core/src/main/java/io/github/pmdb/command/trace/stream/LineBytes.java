package io.github.pmdb.command.trace.stream;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Lines that are about to be written, as bytes.
final class LineBytes {
  /// Of what is written at once, and of the longest line.
  private static final int MOST = 32 << 10;

  private static final int LONGEST_NUMBER = 20;

  private byte[] bytes = new byte[2 * MOST];
  private int length;

  boolean isFull() {
    return length >= MOST;
  }

  void writeTo(PrintStream out) {
    if (length > 0) {
      out.write(bytes, 0, length);
      length = 0;
    }
  }

  private void makeRoom(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  void add(byte[] text) {
    makeRoom(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  void add(char ascii) {
    makeRoom(1);
    bytes[length++] = (byte) ascii;
  }

  void signed(long value) {
    if (value < 0) {
      add('-');
    }
    // The lowest number has no positive one, and is that as an unsigned one.
    unsigned(Math.abs(value));
  }

  void unsigned(long value) {
    if (value < 0) {
      add(Long.toUnsignedString(value).getBytes(StandardCharsets.US_ASCII));
      return;
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    padded(value, digits);
  }

  /// So many digits, with zeros in front.
  void padded(long value, int digits) {
    makeRoom(LONGEST_NUMBER);
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /// As an address is written.
  void hex(long value) {
    makeRoom(LONGEST_NUMBER);
    bytes[length++] = '0';
    bytes[length++] = 'x';
    int digits = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 3) / 4);
    for (int i = digits - 1; i >= 0; i--) {
      bytes[length++] = (byte) Character.forDigit((int) (value >>> (4 * i)) & 0xf, 16);
    }
  }
}
