package io.github.pmdb.command.python;

import io.github.pmdb.command.Notes;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.source.SourceFinder;
import io.github.pmdb.stack.LeftOut;
import io.github.pmdb.stack.Repeats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Frames and values in the spelling of Python's own tracebacks and of gdb's Python helper.
public final class FrameText {
  /// As many equal lines CPython's `traceback` shows before it counts the others.
  private static final int SHOWN_REPEATS = 3;

  /// Stands where a limit cut a value, which most values have already.
  private static final String CUT = "…";

  private final Document page;
  private final boolean fold;

  public FrameText(Document page) {
    this(page, true);
  }

  /// @param fold whether frames that repeat are counted
  FrameText(Document page, boolean fold) {
    this.page = page;
    this.fold = fold;
  }

  /// `Thread 4711 "worker" (holds the GIL)`.
  void thread(ScriptThread thread) {
    thread(thread, new Line());
  }

  /// The same behind a column that marks the selected thread.
  void thread(ScriptThread thread, boolean selected) {
    thread(thread, selected ? new Line().add(Style.MARKER, "* ") : new Line().add("  "));
  }

  private void thread(ScriptThread thread, Line line) {
    line.add(Style.HEADING, "Thread ");
    line.add(
        Style.HEADING,
        thread.tid().isPresent() ? Long.toString(thread.tid().getAsLong()) : "of unknown id");
    if (!thread.name().isEmpty()) {
      line.add(" \"").add(thread.name()).add("\"");
    }
    if (thread.group() != 0) {
      line.add(", interpreter " + thread.group());
    }
    if (!thread.notes().isEmpty()) {
      line.add(" (").add(Style.EMPHASIS, String.join(", ", thread.notes())).add(")");
    }
    page.line(line);
  }

  /// The header of one of several threads.
  void nextThread(ScriptThread thread) {
    if (!page.lines().isEmpty()) {
      page.blank();
    }
    thread(thread);
  }

  /// What stands behind the frames of a thread, or in their place.
  ///
  /// @param none whether there is no frame
  /// @param omitted how many frames were left out because a count was given
  void end(boolean none, int omitted, List<Problem> problems) {
    if (none) {
      page.line(
          problems.isEmpty()
              ? "  (no Python frames: the thread runs no Python code now)"
              : "  (no Python frame could be read)");
    }
    if (omitted > 0) {
      page.line("  (%d more frames)".formatted(omitted));
    }
    Notes.append(page, problems);
  }

  /// A traceback; what repeats, as in a recursion, is counted.
  void traceback(List<PythonFrame> frames) {
    page.line("Traceback (most recent call first):");
    files("  ", frames);
  }

  /// Frames in the order that is given; what repeats is counted.
  public void files(String indent, List<ScriptFrame> frames, SourceFinder sources) {
    files(indent, frames.stream().map(frame -> PythonFrame.of(frame, sources)).toList());
  }

  /// Frames of a traceback in the order that is given, with marks below what failed.
  void raised(String indent, List<ScriptFrame> frames, SourceFinder sources) {
    List<PythonFrame> found = frames.stream().map(f -> PythonFrame.of(f, sources)).toList();
    folded(
        indent,
        found,
        i -> {
          file(indent, found.get(i));
          marks(indent + "  ", found.get(i));
        });
  }

  private void marks(String indent, PythonFrame frame) {
    String text = frame.source().filter(_ -> frame.sourceDoubt().isEmpty()).orElse("");
    int blanks = text.length() - text.stripLeading().length();
    frame
        .columns()
        .flatMap(columns -> Underline.marks(text, frame.line(), columns))
        .filter(marks -> marks.length() > blanks)
        .ifPresent(
            marks -> page.line(new Line().add(indent).add(Style.MARKER, marks.substring(blanks))));
  }

  private void files(String indent, List<PythonFrame> frames) {
    folded(indent, frames, i -> file(indent, frames.get(i)));
  }

  /// Of frames that repeat, as in a recursion, the first ones.
  ///
  /// @param show prints the frame of an index
  void folded(String indent, List<PythonFrame> frames, IntConsumer show) {
    LeftOut leftOut = LeftOut.of(frames.stream().map(PythonFrame::level).toList());
    List<?> places = leftOut.apart(frames.stream().map(PythonFrame::place).toList());
    for (Repeats part : Repeats.in(places, fold)) {
      int shown = part.length() == 1 ? Math.min(part.times(), SHOWN_REPEATS) : 1;
      for (int i = 0; i < part.length() * shown; i++) {
        if (leftOut.before(part.start() + i) > 0) {
          page.line(indent + "[" + leftOut.text(part.start() + i) + "]");
        }
        show.accept(part.start() + i);
      }
      int more = part.times() - shown;
      if (more > 0) {
        String what = part.length() == 1 ? "line" : part.length() + " frames";
        String times = more == 1 ? " more time]" : " more times]";
        page.line(indent + "[Previous " + what + " repeated " + more + times);
      }
    }
  }

  /// `File "PATH", line N, in NAME`, and the source line below.
  void file(String indent, PythonFrame frame) {
    Line line =
        new Line()
            .add(indent)
            .add(Style.PYTHON, "File \"" + frame.file() + "\", line " + lineNumber(frame) + ", in ")
            .add(Style.PYTHON, frame.function());
    doubt(line, frame);
    page.line(line);
    source(indent + "  ", frame);
  }

  /// `#N Frame 0x…, for file PATH, line N, in NAME (a=1, b=2)`, and the source line below.
  ///
  /// @param hidden how many attributes of its module were left out
  void full(PythonFrame frame, List<Variable> variables, int hidden) {
    String values =
        Stream.concat(
                variables.stream().map(v -> v.name() + "=" + text(v.value())),
                hidden(hidden).stream())
            .collect(Collectors.joining(", "));
    head(frame, " (" + values + ")");
  }

  /// The same without the variables, which follow the source line, each on a line of its own.
  void spread(PythonFrame frame, List<Variable> variables, int hidden) {
    head(frame, "");
    for (Variable variable : variables) {
      page.line(variable(new Line().add("      "), variable));
    }
    hidden(hidden).ifPresent(text -> page.line("      (" + text + ")"));
  }

  private void head(PythonFrame frame, String values) {
    Line line =
        new Line()
            .add("#" + frame.level() + " Frame ")
            .add(Style.ADDRESS, Addresses.hex(frame.address()))
            .add(
                Style.PYTHON,
                ", for file " + frame.file() + ", line " + lineNumber(frame) + ", in ")
            .add(Style.PYTHON, frame.function())
            .add(values);
    doubt(line, frame);
    page.line(line);
    source("    ", frame);
  }

  /// Appends `name = value`.
  static Line variable(Line line, Variable variable) {
    return line.add(Style.EMPHASIS, variable.name())
        .add(" = ")
        .add(
            variable.value().problem().isEmpty() ? Style.PLAIN : Style.UNREADABLE,
            text(variable.value()));
  }

  /// `9 module attributes hidden`, absent for none.
  static Optional<String> hidden(int count) {
    return count == 0
        ? Optional.empty()
        : Optional.of(
            count + (count == 1 ? " module attribute" : " module attributes") + " hidden");
  }

  private static String lineNumber(PythonFrame frame) {
    return frame.line() > 0 ? Integer.toString(frame.line()) : "?";
  }

  private static void doubt(Line line, PythonFrame frame) {
    Style style = frame.certainty() == Certainty.UNREADABLE ? Style.UNREADABLE : Style.GUESSED;
    String word =
        switch (frame.certainty()) {
          case SURE -> "";
          case GUESSED -> "guessed";
          case UNREADABLE -> "unreadable";
        };
    String what =
        word.isEmpty() || frame.problem().isEmpty()
            ? word + frame.problem()
            : word + ": " + frame.problem();
    if (!what.isEmpty()) {
      line.add(" ").add(style, "[" + what + "]");
    }
  }

  private void source(String indent, PythonFrame frame) {
    frame
        .source()
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> page.line(new Line().add(indent).add(Style.SOURCE, text)));
  }

  /// One note for each file that may not be what ran.
  void doubtfulSources(List<PythonFrame> frames) {
    Map<String, String> told = new LinkedHashMap<>();
    for (PythonFrame frame : frames) {
      if (!frame.sourceDoubt().isEmpty()) {
        told.putIfAbsent(frame.file(), frame.sourceDoubt());
      }
    }
    told.forEach((file, doubt) ->
        page.line(
            new Line()
                .add(Style.WARNING, "note: ")
                .add(file + " " + doubt + "; its lines may not be those that ran")));
  }

  /// The value as Python shows it, cut and unreadable ones marked, each once.
  public static String text(Value value) {
    boolean marked = !value.truncated() || value.text().contains(CUT);
    String text = marked ? value.text() : value.text() + CUT;
    if (value.problem().isEmpty()) {
      return text;
    }
    return text.isEmpty() ? "<" + value.problem() + ">" : text + " <" + value.problem() + ">";
  }
}
