package io.github.pmdb.verdict;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.frame.MergedStack;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.FileMatch;
import io.github.pmdb.snapshot.LoadedObject;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.ProcessInfo;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.target.CoreTarget;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Puts a verdict together by our own readers alone; no engine is asked.
public final class Verdicts {
  private static final int FIRST_FRAMES = 12;

  private final StackSource stacks;
  private final Function<LiveSnapshot, List<List<Long>>> circles;

  /// Merged frames of a thread, read without an engine.
  public interface StackSource {
    MergedStack stack(Target target, ThreadInfo thread);
  }

  /// @param circles finds threads that wait for each other
  public Verdicts(StackSource stacks, Function<LiveSnapshot, List<List<Long>>> circles) {
    this.stacks = stacks;
    this.circles = circles;
  }

  public Verdict of(Target target) {
    return switch (target) {
      case CoreTarget core -> ofCore(core);
      case LiveTarget live -> ofProcess(live);
    };
  }

  private Verdict ofCore(CoreTarget target) {
    CoreSnapshot core = target.snapshot();
    Finding finding = new CrashReading(core).read();
    return assemble(target, finding, Optional.of(core));
  }

  private Verdict ofProcess(LiveTarget target) {
    LiveSnapshot process = target.snapshot();
    Finding finding = new LiveReading(process, circles.apply(process)).read();
    return assemble(target, finding, Optional.empty());
  }

  private Verdict assemble(Target target, Finding finding, Optional<CoreSnapshot> core) {
    Snapshot snapshot = target.snapshot();
    List<Problem> problems = new ArrayList<>(snapshot.problems());
    Optional<Verdict.FirstFrames> stack = firstFrames(target, finding.tid(), problems);
    return new Verdict(
        finding.kind(),
        finding.headline(),
        reasons(finding, stack),
        program(snapshot),
        core.map(CoreSnapshot::death),
        core.map(CoreSnapshot::completeness),
        snapshot.objects().stream().map(Verdicts::module).toList(),
        threads(target, finding),
        interpreters(target),
        stack,
        problems);
  }

  /// The innermost script frame joins the reasons: it is the line that the user wrote.
  private static List<String> reasons(Finding finding, Optional<Verdict.FirstFrames> stack) {
    List<String> reasons = new ArrayList<>(finding.reasons());
    stack.flatMap(Verdicts::innermostScript).ifPresent(f -> reasons.add(0, scriptLine(f)));
    return reasons;
  }

  private static Optional<ScriptFrame> innermostScript(Verdict.FirstFrames stack) {
    return stack.frames().frames().stream()
        .filter(MergedStack.ScriptItem.class::isInstance)
        .map(i -> ((MergedStack.ScriptItem) i).frame())
        .findFirst();
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

  private static Verdict.Module module(LoadedObject object) {
    Optional<String> id = object.buildId().map(Object::toString);
    return switch (object.file()) {
      case FileMatch.Found(var path, var evidence) ->
          new Verdict.Module(object.path(), "found", id, path + " by " + evidence);
      case FileMatch.Wrong(var path, String why) ->
          new Verdict.Module(object.path(), "wrong", id, path + " is another file: " + why);
      case FileMatch.Absent(var tried) ->
          new Verdict.Module(object.path(), "absent", id, "tried " + join(tried));
      case FileMatch.InMemory() -> new Verdict.Module(object.path(), "in memory", id, "");
    };
  }

  private static String join(List<?> items) {
    return items.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private static List<Verdict.ThreadLine> threads(Target target, Finding finding) {
    List<ScriptThread> scripts = new ArrayList<>();
    target.interpreters().inspectors().forEach(i -> scripts.addAll(i.threads()));
    return target.snapshot().threads().stream().map(t -> thread(t, scripts, finding)).toList();
  }

  private static Verdict.ThreadLine thread(
      ThreadInfo thread, List<ScriptThread> scripts, Finding finding) {
    List<String> notes = new ArrayList<>();
    String name = thread.name();
    if (finding.kind() == VerdictKind.CRASHED && thread.tid() == finding.tid()) {
      notes.add("took the signal");
    }
    thread.state().waitsFor().ifPresent(notes::add);
    for (ScriptThread script : scripts) {
      if (script.tid().orElse(-1) == thread.tid()) {
        name = script.name().isEmpty() ? name : script.name();
        notes.addAll(script.notes());
      }
    }
    String state = thread.state().code() == '?' ? "" : thread.state().text();
    return new Verdict.ThreadLine(thread.tid(), name, state, String.join("; ", notes));
  }

  private static List<Verdict.InterpreterLine> interpreters(Target target) {
    List<Verdict.InterpreterLine> lines = new ArrayList<>();
    for (Inspector i : target.interpreters().inspectors()) {
      lines.add(new Verdict.InterpreterLine(i.title(), true, i.facts()));
    }
    for (Target.FailedInterpreter f : target.interpreters().failed()) {
      lines.add(new Verdict.InterpreterLine(f.what(), false, f.steps()));
    }
    return lines;
  }

  private Optional<Verdict.FirstFrames> firstFrames(
      Target target, long tid, List<Problem> problems) {
    Optional<ThreadInfo> thread = target.snapshot().thread(tid);
    if (thread.isEmpty()) {
      return Optional.empty();
    }
    MergedStack whole = stacks.stack(target, thread.get());
    problems.addAll(whole.problems());
    List<MergedStack.Item> visible = whole.frames().stream().filter(Verdicts::isVisible).toList();
    if (visible.isEmpty()) {
      return Optional.empty();
    }
    List<MergedStack.Item> first = visible.subList(0, Math.min(FIRST_FRAMES, visible.size()));
    return Optional.of(
        new Verdict.FirstFrames(
            tid, new MergedStack(first, List.of()), visible.size() - first.size()));
  }

  private static boolean isVisible(MergedStack.Item item) {
    return switch (item) {
      case MergedStack.NativeItem(_, boolean internal) -> !internal;
      case MergedStack.ScriptItem(_) -> true;
    };
  }
}
