package io.github.pmdb.command.breakpoint;

import io.github.pmdb.breakin.PythonBreakpoint;
import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.python.PyRun;
import io.github.pmdb.output.Document;
import java.util.List;

/// `py-delete`: takes Python breakpoints out.
public final class PyDelete implements Command<PyDelete.Deleted> {
  /// @param numbers of the breakpoints that were taken out
  public record Deleted(List<Integer> numbers) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-delete",
            Group.PYTHON,
            "Delete a Python breakpoint, or all of them",
            """
            With the last one everything is taken out of the process that py-break has brought in.
            """)
        .optional(
            "--run", Kind.FLAG, "let the process run until its busy thread gives the GIL away")
        .optional("N", Kind.INTEGER, "the breakpoint's number; all if left out")
        .needs(Need.TARGET)
        .needs(Need.STOPPED)
        .example("py-delete 2", "the breakpoint 2")
        .example("py-delete", "all of them");
  }

  @Override
  public Deleted run(Session session, Arguments arguments) {
    List<Integer> numbers =
        arguments
            .first()
            .map(Integer::valueOf)
            .map(List::of)
            .orElseGet(
                () -> session.breakpoints().all().stream().map(PythonBreakpoint::number).toList());
    for (int number : numbers) {
      session.breakpoints().delete(() -> PyBreak.runner(session), number, PyRun.terms(arguments));
    }
    return new Deleted(numbers);
  }

  @Override
  public Document text(Session session, Deleted value) {
    Document page = new Document();
    return value.numbers().isEmpty() ? page.line("no Python breakpoints") : page;
  }
}
