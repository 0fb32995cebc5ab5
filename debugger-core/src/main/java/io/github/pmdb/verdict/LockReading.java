package io.github.pmdb.verdict;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.LockInspector.LockReport;
import io.github.pmdb.interpreter.LockInspector.TaskCircle;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.Sleepers;
import io.github.pmdb.procfs.lock.Deadlock;
import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.procfs.lock.StoppedWaits;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.stack.SourceLines;
import io.github.pmdb.target.CoreTarget;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/// Who waits for whom: by locks of the C library, whose memory names the owner, and by those of the
/// languages that run in the process. A circle may go through both.
final class LockReading {
  private static final int MOST_LOCKS = 8;
  private static final int MOST_WAITERS = 8;

  private final Map<Long, String> names;
  private final List<Wait> scripts;
  private final List<LockWait> ties;
  private final List<Deadlock> circles;
  private final List<TaskCircle> tasks;
  private final List<Problem> problems;
  private final TakenLocks taken;
  private final HandledSignals handled;

  private LockReading(
      Map<Long, String> names,
      List<Wait> scripts,
      List<LockWait> ties,
      List<TaskCircle> tasks,
      List<Problem> problems,
      TakenLocks taken,
      HandledSignals handled) {
    this.names = names;
    this.scripts = scripts;
    this.ties = ties;
    this.circles = Deadlock.among(ties);
    this.tasks = tasks;
    this.problems = problems;
    this.taken = taken;
    this.handled = handled;
  }

  /// Nobody waits.
  static final LockReading NONE =
      new LockReading(
          Map.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          TakenLocks.UNKNOWN,
          HandledSignals.NONE);

  /// @param sources by which it is found where a script has taken a lock
  static LockReading of(Target target, SourceLines sources) {
    LongPredicate stands = stands(target);
    List<Wait> scripts = new ArrayList<>();
    List<TaskCircle> tasks = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Map<Long, String> names = new HashMap<>();
    target.snapshot().threads().forEach(t -> names.put(t.tid(), t.name()));
    for (Inspector inspector : target.interpreters().inspectors()) {
      if (inspector instanceof LockInspector locks) {
        LockReport report = locks.locks();
        scripts.addAll(report.waits());
        tasks.addAll(report.circles());
        problems.addAll(report.problems());
      }
    }
    List<LockWait> waits = new ArrayList<>(natives(target));
    if (!scripts.isEmpty() || !waits.isEmpty()) {
      target.interpreters().inspectors().forEach(i -> name(i.threads(), names));
    }
    scripts.removeIf(wait -> !stands.test(wait.tid()));
    waits.removeIf(wait -> !stands.test(wait.tid()));
    tasks.removeIf(circle -> !stands.test(circle.tid()));
    HandledSignals handled = handled(target, scripts, waits);
    List<LockWait> ties =
        ties(target, scripts.stream().filter(wait -> !handled.mayEnd(wait)).toList(), waits);
    TakenLocks taken = new TakenLocks(target, sources);
    return new LockReading(names, scripts, ties, tasks, problems, taken, handled);
  }

  /// Only those that make a difference to what is a deadlock.
  private static HandledSignals handled(Target target, List<Wait> scripts, List<LockWait> natives) {
    List<Deadlock> all = Deadlock.among(ties(target, scripts, natives));
    if (all.isEmpty()) {
      return HandledSignals.NONE;
    }
    HandledSignals found = HandledSignals.of(target.interpreters().inspectors(), scripts);
    List<Wait> others = scripts.stream().filter(wait -> !found.isIn(wait.tid())).toList();
    return Deadlock.among(ties(target, others, natives)).equals(all) ? HandledSignals.NONE : found;
  }

  private static List<LockWait> ties(Target target, List<Wait> scripts, List<LockWait> natives) {
    boolean nobodyLeft = nobodyLeft(target, scripts, natives);
    List<LockWait> ties = new ArrayList<>(natives);
    scripts.stream().flatMap(wait -> tie(wait, nobodyLeft).stream()).forEach(ties::add);
    return ties;
  }

  /// Whether every thread waits for a lock or for another's end, so that none is left to release
  /// what another one waits for.
  private static boolean nobodyLeft(Target target, List<Wait> scripts, List<LockWait> natives) {
    Set<Long> waiting = new HashSet<>();
    scripts.stream()
        .filter(wait -> !wait.timed() && !wait.outside())
        .forEach(wait -> waiting.add(wait.tid()));
    natives.forEach(wait -> waiting.add(wait.tid()));
    return target.snapshot().threads().stream().allMatch(t -> waiting.contains(t.tid()));
  }

  /// A thread of a running process that has moved on waits for something else now, and may hold
  /// what it waited for.
  private static LongPredicate stands(Target target) {
    return switch (target) {
      case LiveTarget live when live.snapshot().consistency() == Consistency.TORN ->
          Sleepers.of(live.snapshot())::slept;
      case LiveTarget _, CoreTarget _ -> _ -> true;
    };
  }

  /// What makes a deadlock: a wait that nobody but the holder can end, or nobody at all, which is
  /// as if the thread waited for itself.
  private static Optional<LockWait> tie(Wait wait, boolean nobodyLeft) {
    return wait.holder()
        .filter(holder -> holder.sure() && !wait.timed())
        .map(LockInspector.Holder::tid)
        .or(() -> nobodyLeft ? Optional.of(wait.tid()) : Optional.empty())
        .map(owner -> new LockWait(wait.tid(), wait.address(), owner));
  }

  private static void name(List<ScriptThread> threads, Map<Long, String> names) {
    for (ScriptThread thread : threads.reversed()) { // the first one's name stays
      if (thread.tid().isPresent() && !thread.name().isEmpty()) {
        names.put(thread.tid().getAsLong(), thread.name());
      }
    }
  }

  private static List<LockWait> natives(Target target) {
    return switch (target) {
      case CoreTarget dead -> StoppedWaits.in(dead.snapshot());
      case LiveTarget live -> live.snapshot().lockWaits();
    };
  }

  /// Whether threads or tasks wait for each other, for sure.
  boolean isDeadlocked() {
    return !circles.isEmpty() || tasks.stream().anyMatch(TaskCircle::sure);
  }

  /// Threads that wait for each other.
  List<Deadlock> circles() {
    return circles;
  }

  /// The thread that tells most of a deadlock: the one that keeps others from running, if it is
  /// among those that wait for each other; of tasks that which would run them.
  long telling(Optional<Long> holder) {
    return holder
        .filter(tid -> circles.stream().anyMatch(circle -> circle.tids().contains(tid)))
        .orElseGet(() ->
            circles.isEmpty()
                ? tasks.stream().filter(TaskCircle::sure).findFirst().orElseThrow().tid()
                : circles.getFirst().tids().getFirst());
  }

  /// What could not be read of locks.
  List<Problem> problems() {
    return problems;
  }

  /// The circles, then what else waits for locks: a sentence for each lock.
  List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    circles.forEach(circle -> reasons.addAll(circle(circle)));
    reasons.addAll(handled.told(names));
    tasks.stream().limit(MOST_LOCKS).forEach(circle -> reasons.addAll(circle.told()));
    Map<Long, List<Wait>> others = new LinkedHashMap<>();
    scripts.stream()
        .filter(w -> circles.stream().noneMatch(c -> c.tids().contains(w.tid())))
        .forEach(w -> others.computeIfAbsent(w.address(), _ -> new ArrayList<>()).add(w));
    others.values().stream().limit(MOST_LOCKS).forEach(waits -> reasons.add(sentence(waits)));
    if (others.size() > MOST_LOCKS) {
      reasons.add("threads wait for %d more locks".formatted(others.size() - MOST_LOCKS));
    }
    return reasons;
  }

  private List<String> circle(Deadlock circle) {
    long first = circle.tids().getFirst();
    Optional<Wait> alone = waitOf(first).filter(wait -> !isSure(wait));
    if (isForFile(first)) {
      return told(CircleText.ofFile(names, first), List.of(), taken.file(first));
    }
    List<String> waits =
        circle.tids().stream()
            .limit(MOST_WAITERS)
            .flatMap(tid -> waitOf(tid).stream())
            .map(wait -> sentence(List.of(wait)))
            .toList();
    if (circle.tids().size() == 1 && waitOf(first).filter(LockReading::isForItself).isPresent()) {
      return told(CircleText.itself(names, first), waits, Optional.empty());
    }
    return alone.isPresent()
        ? told(CircleText.alone(names, first), waits, taken.lock(first, alone.get().address()))
        : told(CircleText.of(names, circle), waits, Optional.empty());
  }

  private static List<String> told(String title, List<String> waits, Optional<ScriptFrame> taken) {
    List<String> lines = new ArrayList<>(List.of(title));
    lines.addAll(waits);
    taken.map(LockReading::itTook).ifPresent(lines::add);
    return lines;
  }

  private static String itTook(ScriptFrame at) {
    return "by its source it took the lock at " + place(at);
  }

  /// What is told of the holder of a lock; of a future it is said whose it is.
  private static boolean isForItself(Wait wait) {
    return isSure(wait) && wait.told().isEmpty();
  }

  private static boolean isSure(Wait wait) {
    return wait.holder().filter(LockInspector.Holder::sure).isPresent();
  }

  private boolean isForFile(long tid) {
    return ties.stream().anyMatch(tie -> tie.tid() == tid && tie.isForFile());
  }

  /// What a thread waits for in a language that has locks.
  Optional<Wait> waitOf(long tid) {
    return scripts.stream().filter(w -> w.tid() == tid).findFirst();
  }

  /// @param waits for the same lock
  private String sentence(List<Wait> waits) {
    Wait first = waits.getFirst();
    String told = first.told();
    String holder =
        first
            .holder()
            .filter(_ -> !told.isEmpty())
            .map(h ->
                (h.sure() ? "held by " : "perhaps held by ")
                    + CircleText.name(names, h.tid())
                    + ": "
                    + told)
            .orElse(told);
    return "%s %s for %s at %s%s"
        .formatted(
            waiters(waits),
            waits.size() == 1 ? "waits" : "wait",
            first.what(),
            places(waits),
            holder.isEmpty() ? "" : "; " + holder);
  }

  private String waiters(List<Wait> waits) {
    String all =
        waits.stream()
            .limit(MOST_WAITERS)
            .map(w -> CircleText.name(names, w.tid()) + (w.timed() ? " (for a limited time)" : ""))
            .collect(Collectors.joining(", "));
    int more = waits.size() - MOST_WAITERS;
    return more > 0 ? all + " and " + more + " more" : all;
  }

  private static String places(List<Wait> waits) {
    List<String> places = waits.stream().map(w -> place(w.at())).distinct().toList();
    int more = places.size() - 1;
    return places.getFirst() + (more > 0 ? " (and at %d more places)".formatted(more) : "");
  }

  private static String place(ScriptFrame frame) {
    return "%s, line %d, in %s".formatted(frame.file(), frame.line(), frame.function());
  }
}
