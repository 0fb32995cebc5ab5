package io.github.pmdb.uprobe.event;

import io.github.pmdb.text.Printable;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Bytes of the target as a string literal of C.
public final class Quoted {
  private final StringBuilder out = new StringBuilder();

  private Quoted() {}

  /// Text in UTF-8 as it is, but for what would end the literal or does not print: that becomes
  /// `\n`, or three octal digits for each byte, as gdb has it. So do bytes that are no UTF-8.
  public static String of(Captured.Text text) {
    Quoted quoted = new Quoted();
    quoted.bytes(ByteBuffer.wrap(text.bytes()));
    return '"' + quoted.out.toString() + '"' + (text.cut() ? "..." : "");
  }

  private void bytes(ByteBuffer in) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer decoded = CharBuffer.allocate(in.remaining());
    while (in.hasRemaining()) {
      CoderResult result = decoder.decode(in, decoded, true);
      decoded.flip().codePoints().forEach(this::character);
      decoded.clear();
      for (int i = 0; i < (result.isUnderflow() ? 0 : result.length()); i++) {
        octal(in.get());
      }
    }
  }

  private void character(int c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').appendCodePoint(c);
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (Printable.is(c)) {
          out.appendCodePoint(c);
        } else {
          for (byte each : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
            octal(each);
          }
        }
      }
    }
  }

  private void octal(byte value) {
    out.append('\\');
    for (int shift = 6; shift >= 0; shift -= 3) {
      out.append((char) ('0' + (value >> shift & (shift == 6 ? 3 : 7))));
    }
  }
}
