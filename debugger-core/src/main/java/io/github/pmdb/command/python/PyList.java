package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptFrame.Columns;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.source.SourceFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// `py-list`: source around the selected Python frame.
public final class PyList implements Command<PyList.Listing> {
  private static final int AROUND = 5;

  /// Most lines of one listing.
  private static final int MOST_LINES = 10_000;

  /// The file of what `python -c` and `exec` run.
  private static final String GIVEN = "<string>";

  private static final String UNKNOWN_TEXT =
      "what `python -c` runs is known from Python 3.10 on; of what exec() runs the text is not kept";

  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:\\s*,\\s*(\\d{1,9}))?");

  /// @param file as the code object has it
  /// @param path where it was found on this machine
  /// @param current line that runs, 1-based
  /// @param columns which part of it runs, where the Python version records it
  /// @param doubt why the file may not be what ran, else empty
  public record Listing(
      String file,
      Path path,
      int current,
      Optional<Columns> columns,
      List<SourceLine> lines,
      String doubt) {}

  /// @param number 1-based
  public record SourceLine(int number, String text) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-list",
            Group.PYTHON,
            "List the source around the selected Python frame",
            """
            Marks the line that runs with `>` and, for Python 3.11 and later, underlines the
            expression in it. The file is looked for in the directories of --source-path, then in
            the target's own file tree, in both inside archives (.zip, .egg, .pyz) too. Code of no
            file is shown where the program keeps its lines, in Python's linecache. A note says when
            the file is not what ran: it is newer than the process or the core, differs from what
            linecache or the .pyc tell of it, or its functions are not at the lines that the code has.
            """)
        .optional("START,END", Kind.REST, "the lines to list: `START` or `START, END`")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-list", "around the line that runs")
        .example("py-list 1, 40", "lines 1 to 40");
  }

  @Override
  public Listing run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    ScriptFrame frame = view.frame().frame();
    if (frame.line() <= 0) {
      throw new UserError("Unable to read python frame line number", frame.problem());
    }
    SourceFile source =
        session.sources().find(frame).orElseThrow(() -> notFound(session, frame.file()));
    int[] range = range(arguments.first().orElse(""), frame.line());
    List<SourceLine> lines = new ArrayList<>();
    for (int n = Math.max(1, range[0]); n <= Math.min(range[1], source.lines().size()); n++) {
      lines.add(new SourceLine(n, PythonFrame.bounded(source.lines().get(n - 1))));
    }
    if (lines.isEmpty()) {
      throw new UserError(
          "%s has %d lines; %d is past its end"
              .formatted(source.path(), source.lines().size(), range[0]),
          source.doubt());
    }
    return new Listing(
        frame.file(), source.path(), frame.line(), frame.columns(), lines, source.doubt());
  }

  private static int[] range(String typed, int current) {
    if (typed.isBlank()) {
      return new int[] {current - AROUND, current + AROUND};
    }
    Matcher range = RANGE.matcher(typed.strip());
    if (!range.matches()) {
      throw new UserError(
          "`%s` is not a range of lines".formatted(typed), "usage: py-list [START[, END]]");
    }
    int start = Integer.parseInt(range.group(1));
    int end = range.group(2) == null ? start + 2 * AROUND : Integer.parseInt(range.group(2));
    return new int[] {start, Math.min(end, start + MOST_LINES)};
  }

  private static UserError notFound(Session session, String file) {
    List<Path> tried = session.sources().candidates(file);
    if (tried.isEmpty()) {
      return new UserError(
          "Unable to open %s: it has no source file".formatted(file),
          file.equals(GIVEN) ? UNKNOWN_TEXT : "");
    }
    String paths = tried.stream().map(Path::toString).collect(Collectors.joining(", "));
    return new UserError(
        "Unable to open %s: tried %s".formatted(file, paths),
        "name the directory of the sources with --source-path");
  }

  @Override
  public Document text(Session session, Listing value) {
    Document page = new Document();
    for (SourceLine line : value.lines()) {
      boolean current = line.number() == value.current();
      String number = (current ? ">" : "") + line.number();
      page.line(
          new Line()
              .add(current ? Style.MARKER : Style.DIM, "%4s".formatted(number))
              .add("    ")
              .add(current ? Style.EMPHASIS : Style.SOURCE, line.text()));
      if (current) {
        value
            .columns()
            .flatMap(c -> Underline.of(line.text(), line.number(), c))
            .ifPresent(u -> page.line(new Line().add("        ").add(Style.MARKER, u)));
      }
    }
    if (!value.doubt().isEmpty()) {
      page.line(
          new Line()
              .add(Style.WARNING, "note: ")
              .add(value.path() + " " + value.doubt() + "; it may not be what ran"));
    }
    return page;
  }
}
