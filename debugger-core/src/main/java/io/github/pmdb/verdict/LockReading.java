package io.github.pmdb.verdict;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.LockInspector.LockReport;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.Sleepers;
import io.github.pmdb.procfs.lock.Deadlock;
import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.procfs.lock.StoppedWaits;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.target.CoreTarget;
import io.github.pmdb.target.LiveTarget;
import io.github.pmdb.target.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/// Who waits for whom: by locks of the C library, whose memory names the owner, and by those of the
/// languages that run in the process. A circle may go through both.
final class LockReading {
  private static final int MOST_LOCKS = 8;
  private static final int MOST_WAITERS = 8;

  private final Map<Long, String> names;
  private final List<Wait> scripts;
  private final List<Deadlock> circles;
  private final List<Problem> problems;

  private LockReading(
      Map<Long, String> names, List<Wait> scripts, List<Deadlock> circles, List<Problem> problems) {
    this.names = names;
    this.scripts = scripts;
    this.circles = circles;
    this.problems = problems;
  }

  /// Nobody waits.
  static final LockReading NONE = new LockReading(Map.of(), List.of(), List.of(), List.of());

  static LockReading of(Target target) {
    LongPredicate stands = stands(target);
    List<Wait> scripts = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Map<Long, String> names = new HashMap<>();
    target.snapshot().threads().forEach(t -> names.put(t.tid(), t.name()));
    for (Inspector inspector : target.interpreters().inspectors()) {
      if (inspector instanceof LockInspector locks) {
        LockReport report = locks.locks();
        scripts.addAll(report.waits());
        problems.addAll(report.problems());
      }
    }
    if (!scripts.isEmpty()) {
      target.interpreters().inspectors().forEach(i -> name(i.threads(), names));
    }
    scripts.removeIf(wait -> !stands.test(wait.tid()));
    List<LockWait> waits = new ArrayList<>(natives(target));
    waits.removeIf(wait -> !stands.test(wait.tid()));
    scripts.stream().flatMap(wait -> tie(wait).stream()).forEach(waits::add);
    return new LockReading(names, scripts, Deadlock.among(waits), problems);
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

  /// What makes a deadlock: a wait that nobody but the holder can end.
  private static Optional<LockWait> tie(Wait wait) {
    return wait.holder()
        .filter(holder -> holder.sure() && !wait.timed())
        .map(holder -> new LockWait(wait.tid(), wait.address(), holder.tid()));
  }

  private static void name(List<ScriptThread> threads, Map<Long, String> names) {
    for (ScriptThread thread : threads) {
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

  /// Threads that wait for each other.
  List<Deadlock> circles() {
    return circles;
  }

  /// What could not be read of locks.
  List<Problem> problems() {
    return problems;
  }

  /// The circles, then what else waits for locks: a sentence for each lock.
  List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    circles.forEach(circle -> reasons.addAll(circle(circle)));
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
    List<String> lines = new ArrayList<>(List.of(CircleText.of(names, circle)));
    for (long tid : circle.tids()) {
      waitOf(tid).map(wait -> sentence(List.of(wait))).ifPresent(lines::add);
    }
    return lines;
  }

  private Optional<Wait> waitOf(long tid) {
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
