package io.github.pmdb.mi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// C string escapes as gdb writes and reads them: letters of C, `\e`, and octal (gdb's
/// `print_one_char` writes every byte that is not printable as three octal digits).
final class Escapes {
  private static final String LETTERS = "abtnvfre";
  private static final byte[] MEANT = {7, 8, 9, 10, 11, 12, 13, 27};

  private Escapes() {}

  /// Undoes the escapes of `[from, to)`. A backslash before another character means that character;
  /// one at the end means itself.
  static byte[] undo(byte[] text, int from, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
    int at = from;
    while (at < to) {
      byte c = text[at++];
      if (c != '\\' || at == to) {
        out.write(c);
      } else if (isOctal(text[at])) {
        at = octal(text, at, to, out);
      } else {
        int letter = LETTERS.indexOf(text[at]);
        out.write(letter < 0 ? text[at] : MEANT[letter]);
        at++;
      }
    }
    return out.toByteArray();
  }

  private static int octal(byte[] text, int from, int to, ByteArrayOutputStream out) {
    int at = from;
    int value = 0;
    while (at < to && at < from + 3 && isOctal(text[at])) {
      value = value * 8 + text[at++] - '0';
    }
    out.write(value);
    return at;
  }

  private static boolean isOctal(byte c) {
    return c >= '0' && c <= '7';
  }

  /// A C string in quotes that means `text`.
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\r' -> out.append("\\r");
        default -> out.append(c < ' ' || c == 0x7f ? "\\%03o".formatted((int) c) : c);
      }
    }
    return out.append('"').toString();
  }

  /// Whether a parameter may be written without quotes.
  static boolean isPlain(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\' && c != '\'');
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
