package io.github.pmdb.command.trace.stream;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.Symbols;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says which line of the source a place is of: a line without code means the next one that has
/// some.
record SourceLine(Symbols symbols, String location) {
  private static final Pattern LINE = Pattern.compile("(?:.*/)?([^/]+):(\\d+)");

  /// To be put behind the address; empty where it is not known.
  String of(long place) {
    String line = line(place);
    if (line.isEmpty()) {
      return "";
    }
    Matcher asked = LINE.matcher(location);
    boolean moved = asked.matches() && !line.endsWith(":" + asked.group(2));
    return moved
        ? " (%s: line %s has no code there)".formatted(line, asked.group(2))
        : " (%s)".formatted(line);
  }

  private String line(long place) {
    try {
      return symbols.line(place);
    } catch (UserError _) {
      return ""; // the trace runs, and this only helps to read what it tells
    }
  }
}
