package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Cancellation;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.List;

/// `py-bt-full`: Python frames with their variables.
public final class PyBtFull implements Command<PyBtFull.Backtrace> {
  /// Many values share a line, so each gets less room than in `py-locals`.
  static final Limits SHORT = new Limits(10_000, 3, 16, 256);

  /// @param frames innermost first
  /// @param problems what cut the walk short or was skipped
  public record Backtrace(
      String interpreter, ScriptThread thread, List<FullFrame> frames, List<Problem> problems) {}

  public record FullFrame(PythonFrame frame, List<Variable> variables) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-bt-full",
            Group.PYTHON,
            "Show the Python frames of a thread with their variables",
            """
            As py-bt, with the arguments and local variables of each frame. Long values are cut;
            py-up and py-locals show them in full.
            """)
        .optional("N", Kind.INTEGER, "only the N innermost frames")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-bt-full", "the selected thread")
        .example("py-bt-full 3", "its three innermost frames");
  }

  @Override
  public Backtrace run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    ScriptThread thread = view.thread();
    ScriptStack stack = view.stack(thread);
    int most =
        arguments.first().map(Integer::parseInt).filter(n -> n > 0).orElse(Integer.MAX_VALUE);
    List<FullFrame> frames = new ArrayList<>();
    for (ScriptFrame frame : stack.frames().stream().limit(most).toList()) {
      Cancellation.check();
      frames.add(new FullFrame(view.shown(frame), view.inspector().locals(frame, SHORT)));
    }
    return new Backtrace(view.inspector().title(), thread, frames, stack.problems());
  }

  @Override
  public Document text(Session session, Backtrace value) {
    Document page = new Document();
    FrameText text = new FrameText(page);
    value.frames().forEach(f -> text.full(f.frame(), f.variables()));
    if (value.frames().isEmpty()) {
      page.line("Unable to locate python frame");
    }
    text.doubtfulSources(value.frames().stream().map(FullFrame::frame).toList());
    return Notes.append(page, value.problems());
  }
}
