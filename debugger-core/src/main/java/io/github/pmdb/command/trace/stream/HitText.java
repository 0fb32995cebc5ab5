package io.github.pmdb.command.trace.stream;

import io.github.pmdb.command.trace.stream.HitRow.Caller;
import io.github.pmdb.command.trace.stream.HitRow.Kind;
import io.github.pmdb.command.trace.stream.HitRow.Value;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Hits for people.
final class HitText {
  private static final long DAY = TimeUnit.DAYS.toMillis(1);

  /// Deeper calls tell how deep they are.
  private static final int MOST_INDENTED = 40;

  private HitText() {}

  /// @param named whether to tell the function
  static Document of(HitRow row, boolean named) {
    Line line =
        new Line()
            .add(Style.DIM, clock(row.time(), row.micros()))
            .add(" " + row.thread() + " ")
            .add(Style.NATIVE, row.threadName());
    row.scripts().stream()
        .map(HitRow.Script::threadName)
        .filter(name -> !name.isEmpty() && !name.equals(row.threadName()))
        .distinct()
        .forEach(name -> line.add(" (").add(name).add(")"));
    if (row.kind() != Kind.HIT) {
      end(line, row);
    } else if (named && !row.function().isEmpty() && !row.message().startsWith(row.function())) {
      line.add(" ").add(Style.NATIVE, row.function());
    }
    if (!row.message().isEmpty()) {
      line.add("  " + row.message().stripTrailing());
    }
    add(line, row.values());
    switch (row.kind()) {
      case RETURN_UNSEEN -> line.add(Style.DIM, "  is over, its return was not seen");
      case ENTRY_UNSEEN -> line.add(Style.DIM, "  its entry was not seen");
      case HIT, ENTRY, RETURN -> {
        // There is nothing to excuse.
      }
    }
    row.scripts().stream()
        .filter(HitRow.Script::innermost)
        .forEach(script -> add(line.add("  "), script));
    if (row.nanos() > 0) {
      line.add(Style.DIM, "  took " + DurationText.of(row.nanos()));
    }
    Document page = new Document().line(line);
    for (int i = 0; i < row.stack().size(); i++) {
      Caller caller = row.stack().get(i);
      page.line(
          new Line()
              .add("    #%-2d ".formatted(i))
              .add(Style.ADDRESS, Addresses.hex(caller.address()))
              .add(" " + caller.name())
              .add(caller.line().isEmpty() ? "" : " at " + caller.line()));
    }
    row.scripts().stream()
        .filter(script -> !script.innermost())
        .forEach(script -> add(page, script));
    return page;
  }

  private static void add(Line line, HitRow.Script script) {
    script.frames().forEach(frame -> add(line, script.language(), frame));
    script.problems().forEach(problem -> line.add(Style.WARNING, "(" + problem + ")"));
  }

  private static void add(Document page, HitRow.Script script) {
    for (HitRow.Place frame : script.frames()) {
      page.line(add(new Line().add("    "), script.language(), frame));
    }
    script
        .problems()
        .forEach(
            problem -> page.line(new Line().add("    ").add(Style.WARNING, "(" + problem + ")")));
  }

  /// As the language's own stacks have it.
  private static Line add(Line line, String language, HitRow.Place frame) {
    String number = frame.line() > 0 ? Integer.toString(frame.line()) : "?";
    if (language.equals("Python")) {
      line.add(
          Style.PYTHON,
          "File \"%s\", line %s, in %s".formatted(frame.file(), number, frame.function()));
    } else {
      String at = frame.line() > 0 ? ":%s:%d".formatted(number, frame.column()) : "";
      line.add("at ").add(Style.JAVASCRIPT, frame.function());
      line.add(" (%s%s)".formatted(frame.file(), at));
    }
    return frame.problem().isEmpty()
        ? line
        : line.add(" ").add(Style.GUESSED, "[" + frame.problem() + "]");
  }

  private static void end(Line line, HitRow row) {
    boolean entry = row.kind() == Kind.ENTRY;
    line.add("  ".repeat(Math.min(row.depth(), MOST_INDENTED)));
    line.add(row.depth() > MOST_INDENTED ? " (%d)".formatted(row.depth()) : "");
    line.add(Style.DIM, entry ? " -> " : " <- ").add(Style.NATIVE, row.function());
  }

  /// `HH:mm:ss.SSSSSS` in UTC, as there may be hundred thousands in a second.
  ///
  /// @param time in milliseconds since 1970
  /// @param micros beyond those
  static String clock(long time, int micros) {
    int millis = (int) Math.floorMod(time, DAY);
    StringBuilder text = new StringBuilder(15);
    padded(text, millis / 3_600_000, 2).append(':');
    padded(text, millis / 60_000 % 60, 2).append(':');
    padded(text, millis / 1000 % 60, 2).append('.');
    padded(text, millis % 1000, 3);
    return padded(text, micros, 3).toString();
  }

  private static StringBuilder padded(StringBuilder text, int number, int width) {
    String digits = Integer.toString(number);
    return text.repeat('0', Math.max(0, width - digits.length())).append(digits);
  }

  private static void add(Line line, List<Value> values) {
    String between = "  ";
    for (Value value : values) {
      line.add(value.expression().isEmpty() ? between : between + value.expression() + " = ");
      line.add(value.missing() ? Style.WARNING : Style.PLAIN, value.text().stripTrailing());
      between = ", ";
    }
  }
}
