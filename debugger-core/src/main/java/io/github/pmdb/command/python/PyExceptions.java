package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.ExceptionInspector;
import io.github.pmdb.interpreter.ExceptionInspector.Raised;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.util.ArrayList;
import java.util.List;

/// `py-exceptions`: what each thread raises or handles, with tracebacks.
public final class PyExceptions implements Command<PyExceptions.Exceptions> {
  public record Exceptions(String interpreter, List<Row> threads) {}

  /// A thread that has an exception.
  ///
  /// @param problems why they, or some of them, can not be read
  public record Row(ScriptThread thread, List<Raised> exceptions, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-exceptions",
            Group.PYTHON,
            "Show what each thread raises or handles, with chained tracebacks",
            """
            For each thread the exception that is being raised and the one that an `except` or
            `finally` handles, with the causes and contexts that led to it, notes, and the members
            of groups, as Python's own traceback prints them. Of programs of 3.11 and newer the part
            of a line that failed is marked, as Python 3.13 does.
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
      Row row = row(exceptions, thread);
      if (!row.exceptions().isEmpty() || !row.problems().isEmpty()) {
        rows.add(row);
      }
    }
    return new Exceptions(view.inspector().title(), rows);
  }

  private static Row row(ExceptionInspector exceptions, ScriptThread thread) {
    try {
      return new Row(thread, exceptions.exceptions(thread, Limits.DEFAULT), List.of());
    } catch (MemoryFault fault) {
      return new Row(thread, List.of(), List.of(new Problem(fault.getMessage())));
    }
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
      Notes.append(page, row.problems());
    }
    return page;
  }
}
