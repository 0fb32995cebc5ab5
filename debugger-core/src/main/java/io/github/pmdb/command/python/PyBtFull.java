package io.github.pmdb.command.python;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.pmdb.command.AllFrames;
import io.github.pmdb.command.Arguments;
import io.github.pmdb.command.Command;
import io.github.pmdb.command.CommandSpec;
import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.Session;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Variable;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.thread.Cancellation;
import java.util.ArrayList;
import java.util.List;

/// `py-bt-full`: Python frames with their variables.
public final class PyBtFull implements Command<PyBtFull.Backtraces> {
  /// Many values are shown, so each gets less room than in `py-locals`.
  public static final Limits SHORT = new Limits(10_000, 3, 16, 256);

  /// @param interpreter such as `CPython 3.11.7`
  /// @param all whether every thread was asked for
  /// @param allFrames whether the text shows each frame of a recursion
  public record Backtraces(
      String interpreter, boolean all, @JsonIgnore boolean allFrames, List<Traceback> threads) {}

  /// @param frames innermost first
  /// @param omitted how many frames were left out because a count was given
  /// @param problems what cut the walk short or was skipped
  public record Traceback(
      ScriptThread thread, List<FullFrame> frames, int omitted, List<Problem> problems) {}

  /// @param hidden how many attributes of its module were left out
  public record FullFrame(PythonFrame frame, List<Variable> variables, int hidden) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-bt-full",
            Group.PYTHON,
            "Show the Python frames of a thread with their variables",
            """
            As py-bt, with the arguments and local variables of each frame below it, each on a line
            of its own. Long values are cut, which … tells; py-up and py-locals show more of them.
            """)
        .optional("--all", Kind.FLAG, "every thread of the interpreter, each under its own header")
        .optional(AllFrames.FLAG, Kind.FLAG, AllFrames.HELP)
        .optional("N", Kind.INTEGER, "only the N innermost frames; -N for the N outermost")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-bt-full", "the selected thread")
        .example("py-bt-full --all", "every thread")
        .example("py-bt-full 3", "its three innermost frames");
  }

  @Override
  public Backtraces run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    int count = arguments.first().map(Integer::parseInt).orElse(0);
    boolean all = arguments.has("--all");
    List<ScriptThread> threads = all ? view.inspector().threads() : List.of(view.thread());
    return new Backtraces(
        view.inspector().title(),
        all,
        AllFrames.in(arguments),
        threads.stream().map(thread -> traceback(view, thread, count)).toList());
  }

  private static Traceback traceback(PythonView view, ScriptThread thread, int count) {
    ScriptStack stack = view.stack(thread, count);
    List<FullFrame> frames = new ArrayList<>();
    List<Problem> problems = new ArrayList<>(stack.problems());
    List<ScriptFrame> chosen = PyBt.chosen(stack.frames(), count);
    for (ScriptFrame frame : chosen) {
      Cancellation.check();
      List<Variable> all = PyVariables.readable(view, frame, problems);
      List<Variable> shown = PyVariables.own(all);
      frames.add(new FullFrame(view.shown(frame), shown, all.size() - shown.size()));
    }
    int omitted = PyBt.depth(stack.frames()) - PyBt.span(chosen);
    return new Traceback(thread, frames, omitted, problems);
  }

  @Override
  public Document text(Session session, Backtraces value) {
    Document page = new Document();
    FrameText text = new FrameText(page, !value.allFrames());
    for (Traceback traceback : value.threads()) {
      if (value.all()) {
        text.nextThread(traceback.thread());
      }
      text.folded(
          "",
          traceback.frames().stream().map(FullFrame::frame).toList(),
          i -> {
            FullFrame f = traceback.frames().get(i);
            text.spread(f.frame(), f.variables(), f.hidden());
          });
      text.end(traceback.frames().isEmpty(), traceback.omitted(), traceback.problems());
    }
    text.doubtfulSources(
        value.threads().stream().flatMap(t -> t.frames().stream()).map(FullFrame::frame).toList());
    return page;
  }
}
