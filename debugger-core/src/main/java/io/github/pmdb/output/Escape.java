package io.github.pmdb.output;

import io.github.pmdb.text.Printable;

/// Makes text that a target controls safe to print: control characters (C0 save tab, DEL, C1),
/// bidirectional overrides and lone surrogates become visible escapes such as `\x1b` or `\u202e`.
public final class Escape {
  private Escape() {}

  public static String escape(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int width = Character.charCount(c);
      if (isHarmless(c)) {
        if (out != null) {
          out.appendCodePoint(c);
        }
      } else {
        if (out == null) {
          out = new StringBuilder(text.length() + 16).append(text, 0, i);
        }
        out.append(visible(c));
      }
      i += width;
    }
    return out == null ? text : out.toString();
  }

  private static boolean isHarmless(int c) {
    if (c < 0x20) {
      return c == '\t';
    }
    if (c < 0x7f) {
      return true;
    }
    return Printable.is(c);
  }

  private static String visible(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      default ->
          c < 0x100
              ? "\\x%02x".formatted(c)
              : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
    };
  }
}
