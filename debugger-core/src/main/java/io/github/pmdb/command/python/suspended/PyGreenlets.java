package io.github.pmdb.command.python.suspended;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.python.PythonView;
import io.github.pmdb.interpreter.FiberInspector;
import io.github.pmdb.interpreter.FiberReport;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;

/// `py-greenlets`: the greenlets of gevent, eventlet and the like.
public final class PyGreenlets implements Command<FiberReport> {
  private static final String MOST = "--most";
  private static final int DEFAULT_MOST = 1_000;

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-greenlets",
            Group.PYTHON,
            "Show greenlets (gevent, eventlet): what each runs, and where it stands",
            """
            Each greenlet comes with its function, its state (running, suspended, not started,
            dead), its parent, which goes on when it ends, and its Python stack, the innermost frame
            first. Those of one thread stand together, its main greenlet in front.
            Works on cores and running processes, with greenlet 1.0 and newer. Where its release is
            not a known one the layout is found in the target, which the first line says.

            Greenlets that stand at the same place are counted after the first three.
            """)
        .optional(
            MOST, Kind.INTEGER, "how many greenlets are read, " + DEFAULT_MOST + " if left out")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-greenlets", "all greenlets")
        .example("py-greenlets --most 10000", "more of very many");
  }

  @Override
  public FiberReport run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    int most = arguments.positive(MOST, DEFAULT_MOST);
    if (!(view.inspector() instanceof FiberInspector fibers)) {
      throw new UserError("greenlets of this interpreter can not be read", "");
    }
    return fibers.fibers(most);
  }

  @Override
  public Document text(Session session, FiberReport value) {
    Document page = new Document();
    new FiberList(page, value, session.sources()).print();
    return Notes.append(page, value.problems());
  }
}
