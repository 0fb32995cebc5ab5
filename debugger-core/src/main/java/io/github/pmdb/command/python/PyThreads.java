package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.thread.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `py-threads`: the threads that Python knows.
public final class PyThreads implements Command<PyThreads.Threads> {
  private static final Limits INNERMOST = new Limits(1, 1, 1, 256);

  /// @param facts of the interpreter as a whole, such as who holds the GIL
  public record Threads(String interpreter, List<String> facts, List<Row> threads) {}

  /// @param waitsFor system call of a thread of a live process that waits, with its arguments
  /// @param frame the innermost Python frame, absent when the thread runs no Python now
  public record Row(
      ScriptThread thread,
      boolean selected,
      Optional<String> waitsFor,
      Optional<PythonFrame> frame,
      List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-threads",
            Group.PYTHON,
            "List the threads that run Python, with who holds the GIL",
            """
            One entry for each thread state of the interpreter: kernel thread id, the name that the
            script gave it, whether it holds the GIL or waits for it (CPython 3.7 and newer), what
            it raises and handles; its pthread_t, which is Python's threading.get_ident(), with the
            system call that it waits in if the process is live; and its innermost frame.
            """)
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-threads", "all Python threads");
  }

  @Override
  public Threads run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    Inspector inspector = view.inspector();
    long selected = session.selectedThread();
    List<Row> rows = new ArrayList<>();
    for (ScriptThread thread : inspector.threads()) {
      Cancellation.check();
      ScriptStack stack = inspector.stack(thread, INNERMOST);
      boolean cut = stack.frames().size() >= INNERMOST.frames();
      rows.add(
          new Row(
              thread,
              thread.tid().isPresent() && thread.tid().getAsLong() == selected,
              waitsFor(session, thread),
              stack.frames().stream().findFirst().map(view::shown),
              cut ? List.of() : stack.problems()));
    }
    return new Threads(inspector.title(), inspector.facts(), rows);
  }

  private static Optional<String> waitsFor(Session session, ScriptThread thread) {
    return thread.tid().isEmpty()
        ? Optional.empty()
        : session
            .target()
            .snapshot()
            .thread(thread.tid().getAsLong())
            .flatMap(found -> found.state().waitsFor());
  }

  @Override
  public Document text(Session session, Threads value) {
    Document page = new Document().line(Style.HEADING, value.interpreter());
    value.facts().forEach(fact -> page.line("  " + fact));
    FrameText text = new FrameText(page);
    for (Row row : value.threads()) {
      text.thread(row.thread(), row.selected());
      nativeThread(page, row);
      row.frame()
          .ifPresentOrElse(
              frame -> text.file("    ", frame), () -> page.line("    (runs no Python now)"));
      Notes.append(page, row.problems());
    }
    return page;
  }

  private static void nativeThread(Document page, Row row) {
    List<String> parts = new ArrayList<>();
    row.thread().pthread().ifPresent(pthread -> parts.add("pthread " + Addresses.hex(pthread)));
    row.waitsFor().ifPresent(parts::add);
    if (!parts.isEmpty()) {
      page.line(new Line().add("    ").add(Style.DIM, String.join(", ", parts)));
    }
  }
}
