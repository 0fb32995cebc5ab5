package io.github.pmdb.cpython.frame;

import io.github.pmdb.interpreter.ScriptFrame.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Turns an offset in bytecode into a place in the source. Four formats
/// (`Objects/lnotab_notes.txt`, `Objects/locations.md` of the CPython source).
final class PositionTable {
  private final Format format;
  private final byte[] table;
  private final int firstLine;

  PositionTable(Format format, byte[] table, int firstLine) {
    this.format = format;
    this.table = table;
    this.firstLine = firstLine;
  }

  /// Which of the four formats a table has.
  enum Format {
    /// `co_lnotab` of 2.7, where lines only go forward.
    UNSIGNED_LNOTAB,
    /// `co_lnotab` from 3.6 to 3.9.
    LNOTAB,
    /// `co_linetable` of 3.10.
    LINES,
    /// `co_linetable` since 3.11.
    LOCATIONS
  }

  /// @param line 1-based, 0 when not known
  record Position(int line, Optional<Columns> columns) {
    static Position of(int line) {
      return new Position(line, Optional.empty());
    }
  }

  /// `co_firstlineno`: of what is decorated the line of its first decorator.
  int firstLine() {
    return firstLine;
  }

  /// Whether the table says nothing at all.
  boolean isEmpty() {
    return table.length == 0;
  }

  /// @param offset in bytes of bytecode, negative when the frame has not started
  Position at(int offset) {
    if (offset < 0) {
      return Position.of(firstLine);
    }
    Finder finder = new Finder(offset, Position.of(firstLine));
    each(finder);
    return finder.found;
  }

  /// The lines of the ranges of bytecode that lie in part between two offsets, in their order.
  List<Integer> lines(int start, int end) {
    Lines lines = new Lines(start, end);
    each(lines);
    if (lines.at < end) { // behind what the table knows, its last line goes on
      lines.found.add(at(end - 1).line());
    }
    return lines.found;
  }

  private static final class Lines implements Ranges {
    private final List<Integer> found = new ArrayList<>();
    private final int end;
    private int at;

    Lines(int start, int end) {
      this.at = start;
      this.end = end;
    }

    @Override
    public boolean add(int until, Position position) {
      if (until > at) { // else it is empty, or comes before all that is asked for
        found.add(position.line());
        at = until;
      }
      return until < end;
    }
  }

  /// Told of ranges of bytecode, each of which begins where the one before ends.
  private interface Ranges {
    /// @param until where it ends, in bytes
    /// @return whether further ranges are wanted
    boolean add(int until, Position position);
  }

  /// The range that an offset is in, or the last one.
  private static final class Finder implements Ranges {
    private final int offset;
    private Position found;

    Finder(int offset, Position found) {
      this.offset = offset;
      this.found = found;
    }

    @Override
    public boolean add(int until, Position position) {
      found = position;
      return until <= offset;
    }
  }

  private void each(Ranges ranges) {
    switch (format) {
      case UNSIGNED_LNOTAB -> lnotab(ranges, 0xff);
      case LNOTAB -> lnotab(ranges, -1);
      case LINES -> linetable(ranges);
      case LOCATIONS -> locations(ranges);
    }
  }

  /// `co_lnotab` up to 3.9: pairs of an unsigned bytecode delta and a line delta.
  ///
  /// @param lineMask 0xff where line deltas are unsigned, else -1
  private void lnotab(Ranges ranges, int lineMask) {
    int line = firstLine;
    int at = 0;
    for (int i = 0; i + 1 < table.length; i += 2) {
      at += table[i] & 0xff;
      if (!ranges.add(at, Position.of(line))) {
        return;
      }
      line += table[i + 1] & lineMask;
    }
    ranges.add(Integer.MAX_VALUE, Position.of(line));
  }

  /// `co_linetable` of 3.10: pairs of an unsigned length and a signed line delta, -128 for none.
  private void linetable(Ranges ranges) {
    int line = firstLine;
    int known = firstLine;
    int at = 0;
    boolean more = true;
    for (int i = 0; i + 1 < table.length && more; i += 2) {
      int delta = table[i + 1];
      if (delta != -128) {
        line += delta;
        known = line;
      }
      at += table[i] & 0xff;
      more = ranges.add(at, Position.of(known));
    }
  }

  /// `co_linetable` since 3.11: entries of a first byte (code, length in code units) and operands.
  private void locations(Ranges ranges) {
    Reader reader = new Reader(table);
    int line = firstLine;
    Position known = Position.of(firstLine);
    int end = 0;
    boolean more = true;
    while (!reader.atEnd() && more) {
      int first = reader.next();
      int code = first >> 3 & 15;
      end += ((first & 7) + 1) * 2;
      line += lineDelta(reader, code);
      Position position = columns(reader, code, line);
      if (code != 15) {
        known = position;
      }
      more = ranges.add(end, known);
    }
  }

  private static int lineDelta(Reader reader, int code) {
    return switch (code) {
      case 13, 14 -> reader.signedVarint();
      case 10, 11, 12 -> code - 10;
      default -> 0;
    };
  }

  private static Position columns(Reader reader, int code, int line) {
    return switch (code) {
      case 13, 15 -> Position.of(line);
      case 14 -> longForm(reader, line);
      case 10, 11, 12 -> span(line, line, reader.next(), reader.next());
      default -> shortForm(reader, code, line);
    };
  }

  private static Position longForm(Reader reader, int line) {
    int endLine = line + reader.varint();
    int start = reader.varint() - 1;
    int end = reader.varint() - 1;
    return span(line, endLine, start, end);
  }

  private static Position shortForm(Reader reader, int code, int line) {
    int second = reader.next();
    int start = code << 3 | second >> 4;
    return span(line, line, start, start + (second & 15));
  }

  private static Position span(int line, int endLine, int start, int end) {
    return start < 0 || end < 0
        ? Position.of(line)
        : new Position(line, Optional.of(new Columns(endLine, start, end)));
  }

  /// Reads a location table; past its end it reads zeros, so a cut table ends the walk.
  private static final class Reader {
    private final byte[] table;
    private int at;

    Reader(byte[] table) {
      this.table = table;
    }

    boolean atEnd() {
      return at >= table.length;
    }

    int next() {
      return at < table.length ? table[at++] & 0xff : 0;
    }

    int varint() {
      int value = 0;
      int shift = 0;
      int part;
      do {
        part = next();
        value |= (part & 63) << shift;
        shift += 6;
      } while ((part & 64) != 0 && shift < 32);
      return value;
    }

    int signedVarint() {
      int value = varint();
      return (value & 1) != 0 ? -(value >>> 1) : value >>> 1;
    }
  }
}
