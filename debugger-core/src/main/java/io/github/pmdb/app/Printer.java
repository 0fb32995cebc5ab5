package io.github.pmdb.app;

import io.github.pmdb.app.request.Request;
import io.github.pmdb.command.Answer;
import io.github.pmdb.command.trace.stream.TraceToEnd;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Json;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.ProgressLine;
import io.github.pmdb.output.Renderer;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Target;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;

/// Prints results to standard output, notes and errors to standard error, each in colour where that
/// is a terminal. With `--json` errors are results too.
final class Printer implements TraceToEnd.Teller {
  /// Characters that are printed at once.
  private static final int MOST_KEPT = 32 << 10;

  private final Streams streams;
  private final Request.Settings settings;
  private final ProgressLine progress;

  /// Results that are not printed yet.
  private final StringBuilder kept = new StringBuilder();

  Printer(Streams streams, Request.Settings settings) {
    this.streams = streams;
    this.settings = settings;
    this.progress = new ProgressLine(streams.err());
  }

  /// Of results.
  Renderer renderer() {
    return renderer(streams.outTerminal());
  }

  private Renderer renderer(boolean terminal) {
    return colored(terminal) ? Renderer.ansi() : Renderer.plain();
  }

  /// Whether what a person sees on standard output is to have colours.
  boolean colored() {
    return colored(streams.outTerminal());
  }

  private boolean colored(boolean terminal) {
    String noColor = streams.environment().get("NO_COLOR");
    String term = streams.environment().get("TERM");
    return settings.color().colored(terminal, noColor, term);
  }

  ProgressLine progressLine() {
    return progress;
  }

  /// Tells what takes long, where a person watches.
  void progress(String what) {
    if (streams.errTerminal() && !settings.json()) {
      progress.show(what);
    }
  }

  /// @return whether it could be written: a reader such as `head` may have had enough
  boolean result(Answer answer) {
    hit(answer);
    return flush();
  }

  @Override
  public void hit(Answer answer) {
    if (settings.json() || answer.asJson()) {
      kept.append(answer.json()).append('\n');
    } else {
      kept.append(renderer().render(answer.text()));
    }
    if (kept.length() > MOST_KEPT) {
      printKept();
    }
  }

  @Override
  public Optional<PrintStream> plain() {
    return writesText() && !colored() ? Optional.of(streams.out()) : Optional.empty();
  }

  @Override
  public boolean writesText() {
    return !settings.json();
  }

  @Override
  public boolean flush() {
    printKept();
    return !streams.out().checkError();
  }

  private void printKept() {
    if (!kept.isEmpty()) {
      progress.clear();
      streams.out().print(kept);
      kept.setLength(0);
    }
  }

  /// A result as a file is to have it.
  @Override
  public String written(Answer answer) {
    return settings.json() ? answer.json() + "\n" : answer.text().text();
  }

  /// What comes of itself, for a person; results of scripts are not mixed with it.
  @Override
  public void note(Document page) {
    progress.clear();
    streams.err().print(renderer(streams.errTerminal()).render(page));
    streams.err().flush();
  }

  /// What gdb printed for a line. It is shown as gdb wrote it: its console is the user's own.
  void console(String line, String output, boolean failed) {
    progress.clear();
    if (settings.json()) {
      streams.out().print(Json.result("gdb", new ConsoleOutput(line, output, failed)) + "\n");
    } else {
      streams.out().print(output);
    }
    streams.out().flush();
  }

  /// @param failed gdb refused the line
  record ConsoleOutput(String line, String output, boolean failed) {}

  boolean isJson() {
    return settings.json();
  }

  @Override
  public void note(String text) {
    note(new Document().line(text));
  }

  void error(UserError error) {
    progress.clear();
    String message = String.valueOf(error.getMessage());
    if (settings.json()) {
      streams.out().print(Json.error(message, error.hint()) + "\n");
      streams.out().flush();
      return;
    }
    Document page = new Document().line(new Line().add(Style.ERROR, "pmdb: ").add(message));
    error.hint().lines().forEach(hint -> page.line(Style.DIM, "      " + hint));
    if (settings.verbose()) {
      trace(error).lines().forEach(line -> page.line(Style.DIM, line));
    }
    streams.err().print(renderer(streams.errTerminal()).render(page));
    streams.err().flush();
  }

  /// With `--verbose`: the steps that led to each interpreter, or did not.
  void howFound(Target target) {
    if (!settings.verbose()) {
      return;
    }
    for (Inspector interpreter : target.interpreters().inspectors()) {
      note(interpreter.title() + " was found so:");
      interpreter.evidence().forEach(step -> note("  " + step));
    }
    for (Target.FailedInterpreter failed : target.interpreters().failed()) {
      note(failed.what() + " could not be read:");
      failed.steps().forEach(step -> note("  " + step));
    }
  }

  /// As text that goes through a renderer: the messages in it hold what the target named.
  private static String trace(UserError error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  Map<String, String> environment() {
    return streams.environment();
  }
}
