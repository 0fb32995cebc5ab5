package io.github.pmdb.command.breakpoint;

import io.github.pmdb.breakin.PythonStep;
import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.python.PyRun;
import io.github.pmdb.command.python.PythonView;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.CoreTarget;

/// `py-next`, `py-step` and `py-finish`: steps from a Python breakpoint.
public final class PyStep implements Command<PyStep.Begun> {
  private final PythonStep kind;

  private PyStep(PythonStep kind) {
    this.kind = kind;
  }

  public static PyStep next() {
    return new PyStep(PythonStep.NEXT);
  }

  public static PyStep step() {
    return new PyStep(PythonStep.STEP);
  }

  public static PyStep finish() {
    return new PyStep(PythonStep.FINISH);
  }

  /// What the process is let go for.
  public record Begun(PythonStep step) {}

  @Override
  public CommandSpec spec() {
    return (switch (kind) {
          case NEXT -> nextSpec();
          case STEP -> stepSpec();
          case FINISH -> finishSpec();
        })
        .needs(Need.TARGET)
        .needs(Need.STOPPED);
  }

  private static CommandSpec nextSpec() {
    return CommandSpec.of(
            "py-next",
            Group.PYTHON,
            "Go on to the next line of this Python frame or its callers",
            """
            Goes on from a Python breakpoint, or from where another step ended, in the selected
            frame. Calls are run through; a generator or coroutine that is left by `yield` or
            `await` is waited for. Where the frame returns, the next line of a calling frame counts.
            All threads run meanwhile. Where a breakpoint, Ctrl-C or a signal stops before, the step is
            over.
            """)
        .example("py-next", "the next line");
  }

  private static CommandSpec stepSpec() {
    return CommandSpec.of(
            "py-step",
            Group.PYTHON,
            "Go on to the next line of Python, also in what is called",
            """
            As py-next, and stops at the first line of a function that is called, too. What has no
            source stays out: functions of C, the import system itself.
            """)
        .example("py-step", "into a call");
  }

  private static CommandSpec finishSpec() {
    return CommandSpec.of(
            "py-finish",
            Group.PYTHON,
            "Go on until the selected Python frame returns",
            """
            Stops in the frame where it returns or where an exception leaves it, and shows the value
            or the exception. py-next goes on in the calling frame.
            """)
        .example("py-finish", "until the innermost frame returns");
  }

  @Override
  public Begun run(Session session, Arguments arguments) {
    if (session.target() instanceof CoreTarget) {
      throw new UserError("nothing runs in a core", "`py-up` and `py-down` move among its frames.");
    }
    PythonView view = PythonView.of(session);
    session
        .breakpoints()
        .step(
            () -> PyBreak.runner(session), kind, session.selectedThread(), () -> PyRun.where(view));
    return new Begun(kind);
  }

  @Override
  public Document text(Session session, Begun value) {
    return new Document();
  }

  @Override
  public String then(Begun value) {
    return "continue";
  }
}
