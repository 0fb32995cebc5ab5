package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Cancellation;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.ExceptionInspector;
import io.github.pmdb.interpreter.ExceptionInspector.Raised;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptException;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.source.SourceFinder;
import java.util.ArrayList;
import java.util.List;

/// `py-exceptions`: what each thread raises or handles, with tracebacks.
public final class PyExceptions implements Command<PyExceptions.Exceptions> {
  public record Exceptions(String interpreter, List<Row> threads) {}

  /// A thread that has an exception.
  public record Row(ScriptThread thread, List<Raised> exceptions) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-exceptions",
            Group.PYTHON,
            "Show what each thread raises or handles, with chained tracebacks",
            """
            For each thread the exception that is being raised and the one that an `except` or
            `finally` handles, with the causes and contexts that led to it, notes, and the members
            of groups, as Python's own traceback prints them.
            """)
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-exceptions", "the exceptions of all threads");
  }

  @Override
  public Exceptions run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    if (!(view.inspector() instanceof ExceptionInspector exceptions)) {
      throw new UserError("exceptions of this interpreter can not be read", "");
    }
    List<Row> rows = new ArrayList<>();
    for (ScriptThread thread : view.inspector().threads()) {
      Cancellation.check();
      List<Raised> raised = exceptions.exceptions(thread, Limits.DEFAULT);
      if (!raised.isEmpty()) {
        rows.add(new Row(thread, raised));
      }
    }
    return new Exceptions(view.inspector().title(), rows);
  }

  @Override
  public Document text(Session session, Exceptions value) {
    Document page = new Document();
    if (value.threads().isEmpty()) {
      return page.line("no thread raises or handles an exception");
    }
    for (Row row : value.threads()) {
      new FrameText(page).thread(row.thread());
      for (Raised raised : row.exceptions()) {
        chain(page, "  ", raised.chain(), session.sources());
      }
    }
    return page;
  }

  private static void chain(
      Document page, String indent, List<ScriptException> chain, SourceFinder sources) {
    for (ScriptException exception : chain) {
      one(page, indent, exception, sources);
      switch (exception.relation()) {
        case CAUSE -> link(page, indent, "was the direct cause of the following exception:");
        case CONTEXT -> link(page, indent, "was being handled when another one occurred:");
        case NONE -> {}
      }
    }
  }

  private static void link(Document page, String indent, String text) {
    page.blank().line(indent + "The above exception " + text).blank();
  }

  private static void one(
      Document page, String indent, ScriptException exception, SourceFinder sources) {
    if (!exception.frames().isEmpty()) {
      page.line(indent + "Traceback (most recent call last):");
      new FrameText(page).files(indent + "  ", exception.frames(), sources);
    }
    Line line = new Line().add(indent).add(Style.EMPHASIS, exception.type());
    line.add(exception.text().isEmpty() ? "" : ": " + exception.text());
    if (!exception.problem().isEmpty()) {
      line.add(" ").add(Style.UNREADABLE, "[" + exception.problem() + "]");
    }
    page.line(line);
    exception.notes().forEach(note -> page.line(indent + note));
    for (int i = 0; i < exception.members().size(); i++) {
      page.line(indent + "  +- exception %d of the group:".formatted(i + 1));
      chain(page, indent + "  |  ", exception.members().get(i), sources);
    }
  }
}
