package io.github.pmdb.stack;

import io.github.pmdb.frame.MergedStack;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.StackMerger;
import io.github.pmdb.frame.StackMerger.Scripted;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the stacks of one target at one moment. Native frames come from the engine when it is
/// asked for and answers, else from our own unwinder; script frames from the inspectors.
public final class StackReader {
  private final Target target;
  private final Snapshot snapshot;
  private final Unwinder unwinder;
  private final Limits limits;
  private final Optional<Engine> engine;
  private final List<Problem> problems = new ArrayList<>();

  private StackReader(Target target, Limits limits, boolean useEngine) {
    this.target = target;
    this.snapshot = target.snapshot();
    this.unwinder = new Unwinder(snapshot);
    this.limits = limits;
    this.engine = useEngine ? engine(target) : Optional.empty();
  }

  /// With our own readers alone, which need milliseconds.
  public static StackReader own(Target target, Limits limits) {
    return new StackReader(target, limits, false);
  }

  /// With native frames from the engine, which knows inlined functions and source lines. Where it
  /// can not be had, [#problems] says why and our own unwinder takes its place.
  public static StackReader withEngine(Target target, Limits limits) {
    return new StackReader(target, limits, true);
  }

  /// What concerns all stacks of this reader.
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  public MergedStack stack(ThreadInfo thread) {
    return StackMerger.merge(nativeFrames(thread), scripts(thread), snapshot.memory());
  }

  private Optional<Engine> engine(Target target) {
    try {
      return target.engine();
    } catch (UserError e) {
      problems.add(new Problem(String.valueOf(e.getMessage()), e.hint()));
      return Optional.empty();
    }
  }

  private List<NativeFrame> nativeFrames(ThreadInfo thread) {
    if (engine.isPresent()) {
      try {
        return engine.get().frames(thread.tid(), limits.frames());
      } catch (UserError e) {
        problems.add(new Problem(String.valueOf(e.getMessage()), e.hint()));
      }
    }
    return unwinder.unwind(thread, limits.frames());
  }

  private List<Scripted> scripts(ThreadInfo thread) {
    List<Scripted> scripts = new ArrayList<>();
    for (Inspector inspector : target.interpreters().inspectors()) {
      for (ScriptThread script : inspector.threads()) {
        if (script.tid().orElse(-1) == thread.tid()) {
          scripts.add(new Scripted(inspector.stack(script, limits), inspector));
        }
      }
    }
    return scripts;
  }
}
