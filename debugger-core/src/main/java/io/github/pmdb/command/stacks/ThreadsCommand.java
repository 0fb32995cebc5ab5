package io.github.pmdb.command.stacks;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.output.Document;
import io.github.pmdb.output.Line;
import io.github.pmdb.output.Style;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import io.github.pmdb.target.Target;
import java.util.ArrayList;
import java.util.List;

/// `threads`: every thread, with what it does or waits for.
public final class ThreadsCommand implements Command<ThreadsCommand.Threads> {
  public record Threads(List<Row> threads) {}

  /// @param tid kernel thread id as we see it
  /// @param namespaceTid the id inside the target's own pid namespace
  /// @param scripts the interpreters' threads that run on it
  public record Row(
      long tid,
      long namespaceTid,
      String name,
      boolean selected,
      ThreadState state,
      List<ScriptThread> scripts) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "threads",
            Group.STACKS,
            "List threads with their state and what they wait for",
            """
            Kernel thread id, name, state and, for a thread of a live process that waits, the
            system call with its arguments; then what an interpreter knows of it: the name that the
            script gave it, whether it holds the GIL. gdb's own list is `info threads`.
            """)
        .needs(Need.TARGET)
        .example("threads", "all threads; `*` marks the selected one");
  }

  @Override
  public Threads run(Session session, Arguments arguments) {
    Target target = session.target();
    Snapshot snapshot = target.snapshot();
    long selected = session.selectedThread();
    List<ScriptThread> scripts = new ArrayList<>();
    for (Inspector inspector : target.interpreters().inspectors()) {
      scripts.addAll(inspector.threads());
    }
    return new Threads(
        snapshot.threads().stream().map(t -> row(t, t.tid() == selected, scripts)).toList());
  }

  private static Row row(ThreadInfo thread, boolean selected, List<ScriptThread> scripts) {
    return new Row(
        thread.tid(),
        thread.namespaceTid(),
        thread.name(),
        selected,
        thread.state(),
        scripts.stream().filter(s -> s.tid().orElse(-1) == thread.tid()).toList());
  }

  @Override
  public Document text(Session session, Threads value) {
    Document page = new Document();
    value.threads().forEach(row -> page.line(line(row)));
    return page;
  }

  private static Line line(Row row) {
    Line line =
        new Line()
            .add(row.selected() ? Style.MARKER : Style.PLAIN, row.selected() ? "* " : "  ")
            .add(Style.HEADING, Long.toString(row.tid()));
    if (row.namespaceTid() != row.tid()) {
      line.add(Style.DIM, " (%d inside)".formatted(row.namespaceTid()));
    }
    line.add(" " + row.name());
    if (!row.state().equals(ThreadState.UNKNOWN)) {
      line.add("  ").add(Style.DIM, row.state().waitsFor().orElse(row.state().text()));
    }
    for (ScriptThread script : row.scripts()) {
      line.add("  ").add(Style.PYTHON, (script.language() + " " + script.name()).strip());
      if (!script.notes().isEmpty()) {
        line.add(" (").add(Style.EMPHASIS, String.join(", ", script.notes())).add(")");
      }
    }
    return line;
  }
}
