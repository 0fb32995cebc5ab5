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
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.thread.Cancellation;
import java.util.ArrayList;
import java.util.List;

/// `py-bt`: Python frames.
public final class PyBt implements Command<PyBt.Backtraces> {
  /// @param interpreter such as `CPython 3.11.7`
  /// @param all whether every thread was asked for
  /// @param allFrames whether the text shows each frame of a recursion
  public record Backtraces(
      String interpreter, boolean all, @JsonIgnore boolean allFrames, List<Traceback> threads) {}

  /// @param frames innermost first
  /// @param omitted how many frames were left out because a count was given
  /// @param problems what cut the walk short or was skipped
  public record Traceback(
      ScriptThread thread, List<PythonFrame> frames, int omitted, List<Problem> problems) {}

  @Override
  public CommandSpec spec() {
    return CommandSpec.of(
            "py-bt",
            Group.PYTHON,
            "Show the Python frames of a thread",
            """
            Prints the Python frames of the selected thread, most recent call first, each with its
            source line where the file is found. Works on CPython 2.7 and 3.6 to 3.15 without debug
            symbols and without gdb. A frame that is guessed or could not be read says so and why.
            Of a stack of more than 10,000 frames the innermost ones and the last hundred are
            shown, and the others counted; N may ask for up to 200,000.
            """)
        .optional("--all", Kind.FLAG, "every thread of the interpreter, each under its own header")
        .optional(AllFrames.FLAG, Kind.FLAG, AllFrames.HELP)
        .optional("N", Kind.INTEGER, "only the N innermost frames; -N for the N outermost")
        .needs(Need.TARGET)
        .needs(Need.PYTHON)
        .example("py-bt", "the selected thread")
        .example("py-bt --all", "every thread")
        .example("py-bt -5", "the five outermost frames, as in an endless recursion");
  }

  @Override
  public Backtraces run(Session session, Arguments arguments) {
    PythonView view = PythonView.of(session);
    int count = arguments.first().map(Integer::parseInt).orElse(0);
    List<Traceback> found = new ArrayList<>();
    if (arguments.has("--all")) {
      for (ScriptThread thread : view.inspector().threads()) {
        Cancellation.check();
        found.add(traceback(view, thread, count));
      }
    } else {
      found.add(traceback(view, view.thread(), count));
    }
    return new Backtraces(
        view.inspector().title(), arguments.has("--all"), AllFrames.in(arguments), found);
  }

  private static Traceback traceback(PythonView view, ScriptThread thread, int count) {
    ScriptStack stack = view.stack(thread, count);
    List<ScriptFrame> chosen = chosen(stack.frames(), count);
    return new Traceback(
        thread,
        chosen.stream().map(view::shown).toList(),
        depth(stack.frames()) - span(chosen),
        stack.problems());
  }

  /// With the frames that were left out in the middle.
  static int depth(List<ScriptFrame> frames) {
    return frames.isEmpty() ? 0 : frames.getLast().level() + 1;
  }

  /// How many levels frames cover.
  static int span(List<ScriptFrame> frames) {
    return frames.isEmpty() ? 0 : depth(frames) - frames.getFirst().level();
  }

  /// @param count the innermost so many, the outermost where it is negative, all where it is 0
  static List<ScriptFrame> chosen(List<ScriptFrame> frames, int count) {
    int size = frames.size();
    int from = count < 0 ? Math.max(0, size + count) : 0;
    return frames.subList(from, count > 0 ? Math.min(size, count) : size);
  }

  @Override
  public Document text(Session session, Backtraces value) {
    Document page = new Document();
    FrameText text = new FrameText(page, !value.allFrames());
    for (Traceback traceback : value.threads()) {
      if (value.all()) {
        text.nextThread(traceback.thread());
      }
      if (!traceback.frames().isEmpty()) {
        text.traceback(traceback.frames());
      }
      text.end(traceback.frames().isEmpty(), traceback.omitted(), traceback.problems());
    }
    text.doubtfulSources(value.threads().stream().flatMap(t -> t.frames().stream()).toList());
    return page;
  }
}
