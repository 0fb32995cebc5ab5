package io.github.pmdb.command.python;

import io.github.pmdb.command.Session;
import io.github.pmdb.command.Session.SelectedScriptFrame;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Target;
import io.github.pmdb.verdict.CutCore;
import java.util.List;
import java.util.Optional;

/// The Python interpreter, thread and frame that a command is about.
///
/// @param inspector of the interpreter that the selected thread runs, else of the first one
public record PythonView(Session session, Inspector inspector) {
  private static final String LANGUAGE = "Python";

  /// Frames of one stack, where so many are asked for.
  private static final int MOST_FRAMES = 200_000;

  /// Of the frames that are read of a longer stack so many are the outermost ones.
  private static final int OUTERMOST = 100;

  private static final String HINT_OF_CUT =
      CutCore.HINT + "\n`stacks` shows native frames; `pmdb --verbose` tells what was tried";

  /// @throws UserError when there is no interpreter, with the steps of the search where one is
  ///   there but can not be read, or with what the core lacks
  public static PythonView of(Session session) {
    Target.Interpreters found = session.target().interpreters();
    List<Inspector> pythons =
        found.inspectors().stream().filter(i -> i.language().equals(LANGUAGE)).toList();
    if (pythons.isEmpty()) {
      throw absent(session.target(), found);
    }
    if (pythons.size() == 1) {
      return new PythonView(session, pythons.getFirst());
    }
    long selected = session.selectedThread();
    return new PythonView(
        session,
        pythons.stream().filter(i -> runs(i, selected)).findFirst().orElse(pythons.getFirst()));
  }

  private static UserError absent(Target target, Target.Interpreters found) {
    Optional<String> cut = CutCore.of(target);
    Optional<Target.FailedInterpreter> failed =
        found.failed().stream().filter(f -> f.language().equals(LANGUAGE)).findFirst();
    return failed
        .map(f -> {
          String what = "%s is in the target and can not be read".formatted(f.what());
          return cut.map(c -> new UserError(what + ": " + c, HINT_OF_CUT))
              .orElseGet(() -> new UserError(what, String.join("\n", f.steps())));
        })
        .orElseGet(() ->
            new UserError(
                "no Python interpreter is in the target",
                "`verdict` lists what is loaded; `bt` shows native frames"));
  }

  private static boolean runs(Inspector inspector, long tid) {
    return inspector.threads().stream().anyMatch(t -> isThread(t, tid));
  }

  private static boolean isThread(ScriptThread thread, long tid) {
    return thread.tid().isPresent() && thread.tid().getAsLong() == tid;
  }

  /// The selected thread as Python knows it.
  ///
  /// @throws UserError when it runs no Python
  ScriptThread thread() {
    return thread(session.selectedThread());
  }

  /// @param tid kernel thread id
  public ScriptThread thread(long tid) {
    List<ScriptThread> threads = inspector.threads();
    return threads.stream()
        .filter(t -> isThread(t, tid))
        .findFirst()
        .or(() -> onlyOne(threads))
        .orElseThrow(() ->
            new UserError(
                "thread %d runs no Python".formatted(tid),
                "`py-threads` lists those that do, `py-bt --all` shows all of them"));
  }

  /// A lone thread that could not be matched with a kernel thread is the one that is meant.
  private static Optional<ScriptThread> onlyOne(List<ScriptThread> threads) {
    return threads.size() == 1 && threads.getFirst().tid().isEmpty()
        ? Optional.of(threads.getFirst())
        : Optional.empty();
  }

  public ScriptStack stack(ScriptThread thread) {
    return inspector.stack(thread, Limits.DEFAULT);
  }

  /// As many frames as [PyBt#chosen] needs: more than usual where more are asked for.
  ///
  /// @param count as there
  ScriptStack stack(ScriptThread thread, int count) {
    int usual = Limits.DEFAULT.frames();
    int wanted = Math.clamp((long) count + OUTERMOST, usual, MOST_FRAMES);
    int frames = count < -OUTERMOST ? MOST_FRAMES : wanted;
    Limits limits = Limits.DEFAULT;
    return inspector.stack(
        thread, new Limits(frames, limits.depth(), limits.items(), limits.bytes()));
  }

  /// The frame that py-up and py-down moved to, else the innermost of the selected thread.
  public SelectedScriptFrame frame() {
    ScriptThread thread = thread();
    Optional<SelectedScriptFrame> selected =
        session
            .selectedScriptFrame()
            .filter(s -> s.thread().address() == thread.address())
            .flatMap(s -> again(thread, s.frame()));
    return selected.orElseGet(() -> innermost(thread));
  }

  /// As [#frame], absent where the thread runs no Python now.
  Optional<SelectedScriptFrame> frameIfAny() {
    long tid = session.selectedThread();
    return runs(inspector, tid) && !stack(thread()).frames().isEmpty()
        ? Optional.of(frame())
        : Optional.empty();
  }

  /// The frame as it is now: a live target may have moved on since it was selected.
  private Optional<SelectedScriptFrame> again(ScriptThread thread, ScriptFrame before) {
    return stack(thread).frames().stream()
        .filter(f -> f.address() == before.address() && f.function().equals(before.function()))
        .findFirst()
        .map(f -> new SelectedScriptFrame(thread, f));
  }

  /// @throws UserError when the thread runs no Python
  public SelectedScriptFrame innermost(ScriptThread thread) {
    ScriptStack stack = stack(thread);
    if (stack.frames().isEmpty()) {
      throw new UserError(
          "Unable to locate python frame",
          stack.problems().isEmpty()
              ? "the thread runs no Python code now; `py-bt --all` shows the others"
              : stack.problems().getFirst().what());
    }
    return new SelectedScriptFrame(thread, stack.frames().getFirst());
  }

  public PythonFrame shown(ScriptFrame frame) {
    return PythonFrame.of(frame, session.sources());
  }
}
