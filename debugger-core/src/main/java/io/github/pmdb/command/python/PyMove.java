package io.github.pmdb.command.python;

import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Notes;
import io.github.pmdb.command.Session;
import io.github.pmdb.command.Session.SelectedScriptFrame;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;

/// `py-up` and `py-down`: select the caller or the callee.
public final class PyMove implements Command<PyMove.Selected> {
  /// @param hidden how many attributes of its module were left out
  /// @param problems that there are fewer frames than it was asked to move
  public record Selected(
      PythonFrame frame, List<Variable> variables, int hidden, List<Problem> problems) {}

  private final boolean up;

  private PyMove(boolean up) {
    this.up = up;
  }

  /// To older frames.
  public static PyMove up() {
    return new PyMove(true);
  }

  /// To newer frames.
  public static PyMove down() {
    return new PyMove(false);
  }

  @Override
  public CommandSpec spec() {
    String name = up ? "py-up" : "py-down";
    String whom = up ? "caller" : "callee";
    return CommandSpec.of(
            name,
            Group.PYTHON,
            "Select the Python frame of the %s and show it".formatted(whom),
            """
            py-list, py-locals and py-print are about the selected frame. gdb's selected frame
            follows, to the native frame that runs the Python one.
            """)
        .optional("N", Kind.INTEGER, "how many frames to move, 1 if left out")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example(name, "to the %s".formatted(whom))
        .example(name + " 3", "three frames");
  }

  @Override
  public Selected run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    SelectedScriptFrame now = view.frame();
    List<ScriptFrame> frames = view.stack(now.thread()).frames();
    long steps = arguments.first().map(Long::parseLong).orElse(1L);
    int from = frames.stream().map(ScriptFrame::level).toList().indexOf(now.frame().level());
    long wanted = from + (up ? steps : -steps);
    long index = Math.clamp(wanted, 0, frames.size() - 1);
    ScriptFrame frame = frames.get((int) index);
    if (index == from && steps != 0) {
      throw new UserError(
          "Unable to find %s python frame".formatted(up ? "an older" : "a newer"),
          "%s; `%s` goes the other way".formatted(atEnd(frame, frames), up ? "py-down" : "py-up"));
    }
    session.selectScriptFrame(new SelectedScriptFrame(now.thread(), frame));
    List<Problem> problems = new ArrayList<>();
    List<Variable> all = PyVariables.readable(view, frame, problems);
    List<Variable> shown = PyVariables.own(all);
    if (index != wanted) {
      problems.add(new Problem(atEnd(frame, frames)));
    }
    return new Selected(view.shown(frame), shown, all.size() - shown.size(), problems);
  }

  private static String atEnd(ScriptFrame frame, List<ScriptFrame> frames) {
    String end = frame.level() == 0 ? "innermost" : "outermost";
    return "#%d is the %s of %d frames".formatted(frame.level(), end, PyBt.depth(frames));
  }

  @Override
  public Document text(Session session, Selected value) {
    Document page = new Document();
    FrameText text = new FrameText(page);
    text.full(value.frame(), value.variables(), value.hidden());
    text.doubtfulSources(List.of(value.frame()));
    return Notes.append(page, value.problems());
  }
}
