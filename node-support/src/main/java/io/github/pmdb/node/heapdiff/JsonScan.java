package io.github.pmdb.node.heapdiff;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Goes through JSON from its beginning to its end and keeps nothing: a snapshot may be larger than
/// memory.
final class JsonScan {
  /// Longer strings are cut.
  private static final int LONGEST = 4096;

  private static final int ROOM = 1 << 16;

  private final InputStream in;
  private final byte[] buffer = new byte[ROOM];
  private int at;
  private int end;

  /// The byte that comes next, negative at the end.
  private int next;

  JsonScan(InputStream in) throws IOException {
    this.in = in;
    this.next = read();
  }

  private int read() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(buffer));
    }
    return at < end ? buffer[at++] & 0xff : -1;
  }

  private int take() throws IOException {
    int taken = next;
    if (taken < 0) {
      throw new EOFException("it ends too early");
    }
    next = read();
    return taken;
  }

  private void blanks() throws IOException {
    while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
      take();
    }
  }

  /// Takes a sign, after blanks.
  void sign(char wanted) throws IOException {
    blanks();
    int taken = take();
    if (taken != wanted) {
      throw new IOException("'%c' was expected where '%c' stands".formatted(wanted, taken));
    }
  }

  /// Whether a list or an object goes on; takes the comma, or what ends it.
  ///
  /// @param first whether nothing of it was taken yet
  boolean more(boolean first, char end) throws IOException {
    blanks();
    if (next == end) {
      take();
      return false;
    }
    if (!first) {
      sign(',');
      blanks();
    }
    return true;
  }

  /// A number without a fraction.
  long number() throws IOException {
    blanks();
    boolean negative = next == '-';
    if (negative) {
      take();
    }
    if (next < '0' || next > '9') {
      throw new IOException("a number was expected");
    }
    long number = 0;
    while (next >= '0' && next <= '9') {
      number = number * 10 + take() - '0';
    }
    return negative ? -number : number;
  }

  String string() throws IOException {
    sign('"');
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (next != '"') {
      int b = take();
      String text = b == '\\' ? escape() : null;
      if (bytes.size() < LONGEST) {
        if (text == null) {
          bytes.write(b);
        } else {
          bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    take();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private String escape() throws IOException {
    int letter = take();
    return switch (letter) {
      case 'b' -> "\b";
      case 'f' -> "\f";
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case 'u' -> unit();
      default -> Character.toString(letter);
    };
  }

  private String unit() throws IOException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(take(), 16);
      if (digit < 0) {
        throw new IOException("a \\u is cut");
      }
      unit = unit << 4 | digit;
    }
    return Character.toString(unit);
  }

  /// Leaves out a value of any kind.
  void skip() throws IOException {
    int depth = 0;
    do {
      blanks();
      if (next == '"') {
        skipString();
      } else {
        int taken = take();
        if (taken == '[' || taken == '{') {
          depth++;
        } else if (taken == ']' || taken == '}') {
          depth--;
        } else if (taken != ',' && taken != ':') {
          skipWord();
        }
      }
    } while (depth > 0);
  }

  private void skipString() throws IOException {
    take();
    while (next != '"') {
      if (take() == '\\') {
        take();
      }
    }
    take();
  }

  /// The rest of a number, `true`, `false` or `null`.
  private void skipWord() throws IOException {
    while (next > ' ' && next != ',' && next != ']' && next != '}') {
      take();
    }
  }
}
