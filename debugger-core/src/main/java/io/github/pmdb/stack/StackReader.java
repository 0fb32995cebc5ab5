package io.github.pmdb.stack;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Passage;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.frame.merge.StackMerger;
import io.github.pmdb.frame.merge.StackMerger.Scripted;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Engine;
import io.github.pmdb.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the stacks of one target at one moment. Native frames come from the engine when it is
/// asked for and answers, else from our own unwinder; script frames from the inspectors.
public final class StackReader {
  private static final Problem WITHOUT_REGISTERS =
      new Problem(
          "native frames are missing where a thread's registers are not known",
          "those of a process that runs need it to stand still: pmdb attach PID, or for a moment:"
              + " pmdb bt --stop PID");

  private final Snapshot snapshot;
  private final Unwinder unwinder;
  private final Limits limits;
  private final Optional<Engine> engine;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<Long, List<Running>> scripts = new HashMap<>();

  /// A script thread and who can read it.
  private record Running(Inspector inspector, ScriptThread thread) {}

  private StackReader(Target target, Limits limits, boolean useEngine) {
    this.snapshot = target.snapshot();
    this.unwinder = new Unwinder(snapshot);
    this.limits = limits;
    this.engine = useEngine ? engine(target) : Optional.empty();
    for (Inspector inspector : target.interpreters().inspectors()) {
      for (ScriptThread thread : inspector.threads()) {
        thread.tid().ifPresent(tid -> running(tid).add(new Running(inspector, thread)));
      }
    }
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

  /// All threads, in the snapshot's order.
  public List<ThreadStack> all() {
    return snapshot.threads().stream().map(this::read).toList();
  }

  /// A thread with its name, its state and its frames.
  public ThreadStack read(ThreadInfo thread) {
    return new ThreadStack(label(thread), stack(thread));
  }

  public MergedStack stack(ThreadInfo thread) {
    List<Scripted> stacks = new ArrayList<>();
    for (Running script : running(thread.tid())) {
      stacks.add(
          new Scripted(script.inspector().stack(script.thread(), limits), script.inspector()));
    }
    return StackMerger.merge(nativeFrames(thread), stacks, snapshot.memory());
  }

  private ThreadLabel label(ThreadInfo thread) {
    List<ScriptThread> scripts = running(thread.tid()).stream().map(Running::thread).toList();
    return new ThreadLabel(
        thread.tid(),
        ScriptThread.nameOf(scripts).orElse(thread.name()),
        ThreadLabel.state(thread.state()),
        scripts.stream().flatMap(script -> script.notes().stream()).toList());
  }

  private List<Running> running(long tid) {
    return scripts.computeIfAbsent(tid, _ -> new ArrayList<>());
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
    List<Passage> passages = new ArrayList<>();
    running(thread.tid()).forEach(s -> passages.addAll(s.inspector().passages(s.thread())));
    // A debugger does not get across them.
    if (engine.isPresent() && passages.isEmpty()) {
      try {
        List<NativeFrame> frames = engine.get().frames(thread.tid(), limits.frames());
        if (frames.stream().noneMatch(this::impossible)) {
          return frames;
        }
        problems.add(lost(thread.tid()));
      } catch (UserError e) {
        problems.add(new Problem(String.valueOf(e.getMessage()), e.hint()));
      }
    }
    if (thread.registers().isEmpty() && !problems.contains(WITHOUT_REGISTERS)) {
      problems.add(WITHOUT_REGISTERS);
    }
    return unwinder.unwind(thread, limits.frames(), passages);
  }

  /// Whether nothing can have returned there. Where gdb has neither unwind tables nor a function's
  /// start it takes any word of the stack for a return address. The innermost frame may be
  /// anywhere, a wild jump leads there; 0 is where a stack begins.
  private boolean impossible(NativeFrame frame) {
    return frame.level() > 0
        && frame.pc() != 0
        && !snapshot.mappings().isEmpty()
        && snapshot.mappingAt(frame.pc() - 1).filter(Mapping::executable).isEmpty();
  }

  private static Problem lost(long tid) {
    return new Problem(
        "gdb lost its way in the stack of thread %d; our own unwinder was used".formatted(tid),
        "a module without its file has no unwind tables: `modules` lists them");
  }
}
