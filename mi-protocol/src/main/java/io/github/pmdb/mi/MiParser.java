package io.github.pmdb.mi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Parses lines of MI output in linear time. Nothing here throws on any input.
public final class MiParser {
  /// Tuples and lists nested deeper than this are not parsed; gdb's own stay below ten.
  public static final int MAX_DEPTH = 128;

  private static final int MAX_TOKEN_DIGITS = 18;
  private static final byte[] PROMPT = "(gdb)".getBytes(StandardCharsets.US_ASCII);

  private MiParser() {}

  /// The record in a line.
  ///
  /// @param line without its line feed; a carriage return at its end is dropped. The array is kept:
  ///   the caller must not change it.
  public static MiRecord parse(byte[] line) {
    int end = line.length;
    while (end > 0 && line[end - 1] == '\r') {
      end--;
    }
    return parse(line, 0, end);
  }

  /// The records in a line: one, or the output of a program that did not end its line followed by
  /// the record that gdb wrote behind it.
  public static List<MiRecord> parseMixed(byte[] line) {
    MiRecord whole = parse(line);
    return whole instanceof MiRecord.Unparsed ? MixedLine.split(line, whole) : List.of(whole);
  }

  static MiRecord parse(byte[] line, int from, int end) {
    if (isPrompt(line, from, end)) {
      return new MiRecord.Prompt();
    }
    ValueReader reader = new ValueReader(line, from, end);
    MiRecord parsed = record(reader);
    return parsed != null ? parsed : unparsed(line, from, end, reader.failure());
  }

  static MiRecord.Unparsed unparsed(byte[] line, int from, int end, String reason) {
    return new MiRecord.Unparsed(new MiConst(line, from, end, false), reason);
  }

  private static boolean isPrompt(byte[] line, int from, int end) {
    int to = end;
    while (to > from && line[to - 1] == ' ') {
      to--;
    }
    return java.util.Arrays.equals(line, from, to, PROMPT, 0, PROMPT.length);
  }

  private static @Nullable MiRecord record(ValueReader reader) {
    return switch (reader.peek()) {
      case '~', '@', '&' -> stream(reader);
      case ValueReader.END -> {
        reader.fail("an empty line");
        yield null;
      }
      default -> tokened(reader);
    };
  }

  private static @Nullable MiRecord stream(ValueReader reader) {
    int kind = reader.next();
    MiConst text = reader.string();
    if (text == null || !reader.expectEnd()) {
      return null;
    }
    return switch (kind) {
      case '~' -> new MiRecord.Console(text);
      case '@' -> new MiRecord.Target(text);
      default -> new MiRecord.Log(text);
    };
  }

  private static @Nullable MiRecord tokened(ValueReader reader) {
    String digits = reader.digits();
    if (digits.length() > MAX_TOKEN_DIGITS) {
      reader.fail("a token of more than " + MAX_TOKEN_DIGITS + " digits");
      return null;
    }
    OptionalLong token =
        digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
    int kind = reader.next();
    if (kind != '^' && kind != '*' && kind != '+' && kind != '=') {
      reader.fail("no record starts like this");
      return null;
    }
    String name = reader.name();
    if (name.isEmpty()) {
      reader.fail("a record without a class");
      return null;
    }
    MiValue.Tuple results = reader.rest();
    return results == null ? null : tokened(kind, token, name, results);
  }

  private static MiRecord tokened(
      int kind, OptionalLong token, String name, MiValue.Tuple results) {
    return switch (kind) {
      case '^' -> new MiRecord.Result(token, name, results);
      case '*' -> new MiRecord.Exec(token, name, results);
      case '+' -> new MiRecord.Status(token, name, results);
      default -> new MiRecord.Notify(token, name, results);
    };
  }
}
