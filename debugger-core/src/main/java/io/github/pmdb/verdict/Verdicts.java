package io.github.pmdb.verdict;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.stack.SourceLines;
import io.github.pmdb.stack.StackReader;
import io.github.pmdb.target.CoreTarget;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.StopSignal;
import io.github.pmdb.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts a verdict together by our own readers alone; no engine is asked.
public final class Verdicts {
  private static final int FIRST_FRAMES = 12;
  private static final int MOST_LOCK_PROBLEMS = 5;

  private Verdicts() {}

  /// @param sources by which it is found where a script has taken a lock
  public static Verdict of(Target target, SourceLines sources) {
    LockReading locks = LockReading.of(target, sources);
    ScriptPauses pauses = ScriptPauses.of(target, locks);
    return assemble(target, locks, pauses, finding(target, locks, pauses));
  }

  /// The kind alone, for which no more is read than it takes: locks only where nothing crashed.
  public static VerdictKind kind(Target target) {
    boolean crashed =
        switch (target) {
          case CoreTarget dead -> CrashReading.killedBy(dead.snapshot()).isPresent();
          case LiveTarget live -> stop(live).isPresent();
        };
    return crashed
        ? VerdictKind.CRASHED
        : finding(target, LockReading.of(target, SourceLines.NONE), ScriptPauses.NONE).kind();
  }

  private static Finding finding(Target target, LockReading locks, ScriptPauses pauses) {
    return switch (target) {
      case CoreTarget dead -> new CrashReading(dead.snapshot(), locks, pauses).read();
      case LiveTarget live -> new LiveReading(live.snapshot(), locks, pauses, stop(live)).read();
    };
  }

  /// The engine has the thread selected that got the signal, until the user selects another.
  private static Optional<LiveReading.Stop> stop(LiveTarget live) {
    return live.stopSignal()
        .filter(StopSignal::isFault)
        .flatMap(s -> live.engine().map(e -> new LiveReading.Stop(s, e.selection().tid())));
  }

  private static Verdict assemble(
      Target target, LockReading locks, ScriptPauses pauses, Finding finding) {
    Snapshot snapshot = target.snapshot();
    Optional<CoreSnapshot> core =
        target instanceof CoreTarget dead ? Optional.of(dead.snapshot()) : Optional.empty();
    List<Problem> problems = new ArrayList<>(snapshot.problems());
    CutCore.note(snapshot).ifPresent(problems::add);
    problems.addAll(Problem.first(locks.problems(), MOST_LOCK_PROBLEMS));
    Optional<MergedStack> whole = stack(target, finding.tid());
    whole.ifPresent(s -> problems.addAll(s.problems()));
    return new Verdict(
        finding.kind(),
        finding.headline() + ending(target, finding, whole),
        reasons(target, finding, whole),
        program(snapshot),
        core.map(CoreSnapshot::death),
        core.map(CoreSnapshot::completeness),
        snapshot.objects().stream().map(Verdicts::module).toList(),
        threads(target, pauses, finding),
        interpreters(target),
        whole.flatMap(s -> firstFrames(finding.tid(), s)),
        problems);
  }

  /// The innermost script frame joins the reasons: it is the line that the user wrote. What its
  /// interpreter tells goes before it, and so does a deadlock.
  private static List<String> reasons(Target target, Finding finding, Optional<MergedStack> stack) {
    List<String> reasons = new ArrayList<>(finding.reasons());
    int at = finding.kind() == VerdictKind.DEADLOCKED ? reasons.size() : 0;
    stack.flatMap(Recursion::in).ifPresent(text -> reasons.add(at, text));
    stack.flatMap(Verdicts::innermostScript).ifPresent(f -> reasons.add(at, scriptLine(f)));
    stack.ifPresent(s -> reasons.addAll(0, told(target, finding.tid(), s)));
    return reasons;
  }

  private static String ending(Target target, Finding finding, Optional<MergedStack> stack) {
    if (finding.kind() != VerdictKind.CRASHED || stack.isEmpty()) {
      return "";
    }
    List<NativeFrame> frames = natives(stack.get());
    return target.interpreters().inspectors().stream()
        .flatMap(i -> i.ending(frames).stream())
        .findFirst()
        .map(e -> ": " + e)
        .orElse("");
  }

  private static List<NativeFrame> natives(MergedStack stack) {
    return stack.frames().stream()
        .flatMap(
            i -> i instanceof MergedStack.NativeItem(var frame, _) ? Stream.of(frame) : Stream.of())
        .toList();
  }

  private static List<String> told(Target target, long tid, MergedStack stack) {
    List<NativeFrame> frames = natives(stack);
    List<String> told = new ArrayList<>();
    for (Inspector inspector : target.interpreters().inspectors()) {
      inspector.threads().stream()
          .filter(t -> t.tid().orElse(-1) == tid)
          .forEach(t -> told.addAll(inspector.reasons(t, frames)));
    }
    return told;
  }

  /// The first with a line, if there is one: functions of the language itself have none.
  private static Optional<ScriptFrame> innermostScript(MergedStack stack) {
    List<ScriptFrame> scripts =
        stack.frames().stream()
            .flatMap(i ->
                i instanceof MergedStack.ScriptItem(var frame) ? Stream.of(frame) : Stream.of())
            .toList();
    return scripts.stream()
        .filter(f -> f.line() > 0)
        .findFirst()
        .or(() -> scripts.stream().findFirst());
  }

  private static String scriptLine(ScriptFrame frame) {
    return "%s was at %s, line %d, in %s"
        .formatted(frame.language(), frame.file(), frame.line(), frame.function());
  }

  private static Verdict.Program program(Snapshot snapshot) {
    ProcessInfo p = snapshot.process();
    return new Verdict.Program(
        p.pid(),
        p.parentPid(),
        p.uid(),
        p.name(),
        p.arguments(),
        p.executable(),
        snapshot.architecture().toString(),
        p.dumpTime());
  }

  private static Verdict.ModuleLine module(LoadedObject object) {
    Optional<String> id = object.buildId().map(Object::toString);
    return switch (object.file()) {
      case FileMatch.Found(var path, var evidence) ->
          new Verdict.ModuleLine(object.path(), "found", id, path + " by " + evidence);
      case FileMatch.Wrong(var path, String why) ->
          new Verdict.ModuleLine(object.path(), "wrong", id, path + " is another file: " + why);
      case FileMatch.Absent(var tried) ->
          new Verdict.ModuleLine(object.path(), "absent", id, "tried " + join(tried));
      case FileMatch.InMemory() -> new Verdict.ModuleLine(object.path(), "in memory", id, "");
    };
  }

  private static String join(List<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static List<Verdict.ThreadLine> threads(
      Target target, ScriptPauses pauses, Finding finding) {
    List<ScriptThread> scripts = new ArrayList<>();
    target.interpreters().inspectors().forEach(i -> scripts.addAll(i.threads()));
    return target.snapshot().threads().stream()
        .map(t -> thread(t, scripts, pauses, finding))
        .toList();
  }

  private static Verdict.ThreadLine thread(
      ThreadInfo thread, List<ScriptThread> scripts, ScriptPauses pauses, Finding finding) {
    List<String> notes = new ArrayList<>();
    if (finding.kind() == VerdictKind.CRASHED && thread.tid() == finding.tid()) {
      notes.add("took the signal");
    }
    thread.state().waitsFor().ifPresent(notes::add);
    pauses.text(thread.tid()).ifPresent(notes::add);
    List<ScriptThread> own =
        scripts.stream().filter(script -> script.tid().orElse(-1) == thread.tid()).toList();
    own.forEach(script -> notes.addAll(script.notes()));
    String name = ScriptThread.nameOf(own).orElse(thread.name());
    String state = thread.state().code() == '?' ? "" : thread.state().text();
    return new Verdict.ThreadLine(thread.tid(), name, state, String.join("; ", notes));
  }

  private static List<Verdict.InterpreterLine> interpreters(Target target) {
    List<Verdict.InterpreterLine> lines = new ArrayList<>();
    for (Inspector i : target.interpreters().inspectors()) {
      lines.add(new Verdict.InterpreterLine(i.title(), true, i.facts()));
    }
    for (Target.FailedInterpreter f : target.interpreters().failed()) {
      // Of a core that is cut no step can succeed: `--verbose` has them.
      lines.add(
          CutCore.of(target)
              .map(cut ->
                  new Verdict.InterpreterLine(
                      f.what() + " can not be read: " + cut, false, List.of()))
              .orElseGet(() -> new Verdict.InterpreterLine(f.what(), false, f.steps())));
    }
    return lines;
  }

  private static Optional<MergedStack> stack(Target target, long tid) {
    return target.snapshot().thread(tid).map(t -> StackReader.own(target, Limits.DEFAULT).stack(t));
  }

  private static Optional<Verdict.FirstFrames> firstFrames(long tid, MergedStack whole) {
    List<MergedStack.Item> visible = whole.frames().stream().filter(Verdicts::isVisible).toList();
    if (visible.isEmpty()) {
      return Optional.empty();
    }
    List<MergedStack.Item> first = visible.subList(0, Math.min(FIRST_FRAMES, visible.size()));
    int more = visible.size() - first.size();
    return Optional.of(new Verdict.FirstFrames(tid, new MergedStack(first, List.of()), more));
  }

  private static boolean isVisible(MergedStack.Item item) {
    return switch (item) {
      case MergedStack.NativeItem(_, boolean internal) -> !internal;
      case MergedStack.ScriptItem(_) -> true;
    };
  }
}
