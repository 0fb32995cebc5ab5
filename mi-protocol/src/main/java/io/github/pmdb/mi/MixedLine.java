package io.github.pmdb.mi;

import java.util.List;

/// A line in which a program that shares gdb's terminal wrote something without ending its line,
/// and gdb a record behind it. Only records that are unlike a program's output are looked for: an
/// answer that carries a token, and the reports that the target stopped or runs.
final class MixedLine {
  private static final byte[][] STARTS = {
    Escapes.utf8("^done"),
    Escapes.utf8("^error,"),
    Escapes.utf8("^running"),
    Escapes.utf8("^connected"),
    Escapes.utf8("^exit"),
    Escapes.utf8("*stopped,reason=\""),
    Escapes.utf8("*stopped,frame={"),
    Escapes.utf8("*running,thread-id=\"")
  };

  /// How many places are tried, so that a hostile line cannot cost more than a few passes.
  private static final int MAX_TRIES = 8;

  private MixedLine() {}

  static List<MiRecord> split(byte[] line, MiRecord whole) {
    int tries = 0;
    for (int at = 1; at < line.length && tries < MAX_TRIES; at++) {
      int from = recordStart(line, at);
      if (from > 0) {
        tries++;
        MiRecord tail = MiParser.parse(java.util.Arrays.copyOfRange(line, from, line.length));
        if (!(tail instanceof MiRecord.Unparsed)) {
          return List.of(
              MiParser.unparsed(line, 0, from, "output of a program before a record"), tail);
        }
      }
    }
    return List.of(whole);
  }

  /// Where the record starts whose mark is at `at`, or -1.
  private static int recordStart(byte[] line, int at) {
    if ((line[at] != '^' && line[at] != '*') || !startsRecord(line, at)) {
      return -1;
    }
    int from = at;
    while (from > 0 && at - from < 18 && line[from - 1] >= '0' && line[from - 1] <= '9') {
      from--;
    }
    return line[at] == '*' || from < at ? from : -1;
  }

  private static boolean startsRecord(byte[] line, int at) {
    for (byte[] start : STARTS) {
      int end = at + start.length;
      if (end <= line.length && java.util.Arrays.equals(line, at, end, start, 0, start.length)) {
        return true;
      }
    }
    return false;
  }
}
