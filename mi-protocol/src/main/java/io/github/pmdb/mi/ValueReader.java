package io.github.pmdb.mi;

import io.github.pmdb.mi.MiValue.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads names and values from one line, left to right, each byte once. What fails returns null and
/// leaves its reason in [#failure()].
final class ValueReader {
  static final int END = -1;

  private final byte[] line;
  private final int end;
  private int at;
  private String failure = "";

  ValueReader(byte[] line, int from, int end) {
    this.line = line;
    this.at = from;
    this.end = end;
  }

  String failure() {
    return failure;
  }

  void fail(String what) {
    if (failure.isEmpty()) {
      failure = what + " (column " + (at + 1) + ")";
    }
  }

  int peek() {
    return at < end ? line[at] & 0xff : END;
  }

  int next() {
    return at < end ? line[at++] & 0xff : END;
  }

  boolean expectEnd() {
    if (at < end) {
      fail("text behind the end of the record");
    }
    return at >= end;
  }

  String digits() {
    int from = at;
    while (at < end && line[at] >= '0' && line[at] <= '9') {
      at++;
    }
    return ascii(from);
  }

  /// Letters, digits and whatever else a name may hold: all but the marks of the grammar.
  String name() {
    int from = at;
    while (at < end && !isMark(line[at])) {
      at++;
    }
    return ascii(from);
  }

  private String ascii(int from) {
    return new String(line, from, at - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean isMark(byte c) {
    return switch (c) {
      case '=', ',', '{', '}', '[', ']', '"' -> true;
      default -> false;
    };
  }

  /// The results of a record: every `,` starts one, up to the end of the line.
  MiValue.@Nullable Tuple rest() {
    if (at >= end) {
      return MiValue.Tuple.EMPTY;
    }
    if (next() != ',') {
      fail("a comma was expected behind the class");
      return null;
    }
    return tuple(entries(END, 0));
  }

  /// A quoted string; its escapes stay as they are.
  @Nullable MiConst string() {
    if (peek() != '"') {
      fail("a quoted string was expected");
      return null;
    }
    int from = ++at;
    boolean escaped = false;
    while (at < end && line[at] != '"') {
      if (line[at] == '\\') {
        escaped = true;
        at++;
      }
      at++;
    }
    if (at >= end) {
      at = from;
      fail("a string without its closing quote");
      return null;
    }
    return new MiConst(line, from, at++, escaped);
  }

  private @Nullable List<Entry> entries(int close, int depth) {
    List<Entry> entries = new ArrayList<>();
    if (peek() == close) {
      at++;
      return entries;
    }
    while (true) {
      Entry entry = entry(depth);
      if (entry == null) {
        return null;
      }
      entries.add(entry);
      int c = next();
      if (c == close) {
        return entries;
      }
      if (c != ',') {
        at--;
        fail("a comma or a closing bracket was expected");
        return null;
      }
    }
  }

  /// `name=value`, a value alone, or a bare word.
  private @Nullable Entry entry(int depth) {
    int from = at;
    String name = name();
    if (peek() == '=') {
      at++;
    } else if (!name.isEmpty()) {
      return new Entry("", new MiConst(line, from, at, false));
    }
    MiValue value = value(depth);
    return value == null ? null : new Entry(name, value);
  }

  private @Nullable MiValue value(int depth) {
    return switch (peek()) {
      case '"' -> string();
      case '{' -> tuple(nested('}', depth));
      case '[' -> list(nested(']', depth));
      default -> bareWord();
    };
  }

  private static MiValue.@Nullable Tuple tuple(@Nullable List<Entry> entries) {
    return entries == null ? null : new MiValue.Tuple(entries);
  }

  private static MiValue.@Nullable MiList list(@Nullable List<Entry> entries) {
    return entries == null ? null : new MiValue.MiList(entries);
  }

  private @Nullable List<Entry> nested(int close, int depth) {
    if (depth >= MiParser.MAX_DEPTH) {
      fail("values nested deeper than " + MiParser.MAX_DEPTH);
      return null;
    }
    at++;
    return entries(close, depth + 1);
  }

  private MiConst bareWord() {
    int from = at;
    name();
    return new MiConst(line, from, at, false);
  }
}
