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
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;
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
        new TracebackText(page, "  ", session.sources()).chain(raised.chain());
      }
    }
    return page;
  }
}
