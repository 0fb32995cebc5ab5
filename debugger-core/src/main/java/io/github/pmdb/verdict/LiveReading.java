package io.github.pmdb.verdict;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.target.StopSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads a live process for what it does or waits for.
final class LiveReading {
  private final LiveSnapshot process;
  private final LockReading locks;
  private final ScriptPauses pauses;
  private final Optional<Stop> stop;

  /// @param tid the thread that gets the signal
  record Stop(StopSignal signal, long tid) {}

  /// @param locks what its threads wait for
  /// @param pauses what their scripts wait for
  /// @param stop the fault at which it was stopped
  LiveReading(LiveSnapshot process, LockReading locks, ScriptPauses pauses, Optional<Stop> stop) {
    this.process = process;
    this.locks = locks;
    this.pauses = pauses;
    this.stop = stop;
  }

  Finding read() {
    Map<Character, Long> states =
        process.threads().stream()
            .collect(Collectors.groupingBy(t -> t.state().code(), Collectors.counting()));
    List<String> reasons = new ArrayList<>();
    process.tracer().ifPresent(pid -> reasons.add("it is traced by process " + pid));
    if (process.otherMountNamespace() || process.otherPidNamespace()) {
      reasons.add("it lives in other namespaces (a container); paths are read through its root");
    }
    reasons.addAll(locks.reasons());
    VerdictKind kind = kind(states);
    return new Finding(kind, headline(kind, states), reasons, telling(kind));
  }

  private VerdictKind kind(Map<Character, Long> states) {
    if (stop.isPresent()) {
      return VerdictKind.CRASHED;
    }
    if (locks.isDeadlocked()) {
      return VerdictKind.DEADLOCKED;
    }
    if (states.containsKey('R')) {
      return VerdictKind.RUNNING;
    }
    if (states.containsKey('T') || states.containsKey('t')) {
      return VerdictKind.STOPPED;
    }
    return states.containsKey('S') || states.containsKey('D')
        ? VerdictKind.WAITING
        : VerdictKind.ZOMBIE;
  }

  private String headline(VerdictKind kind, Map<Character, Long> states) {
    String who = CrashReading.who(process.process());
    long all = process.threads().size();
    return switch (kind) {
      case DEADLOCKED -> who + " is deadlocked";
      case RUNNING ->
          "%s runs: %d of %s on a processor".formatted(who, states.get('R'), threads(all));
      case STOPPED -> who + " is stopped" + interrupted(states, all);
      case CRASHED ->
          "%s was stopped by %s (%s), which would end it"
              .formatted(
                  who, stop.orElseThrow().signal().name(), stop.orElseThrow().signal().meaning());
      case WAITING ->
          all == 1
              ? who + pauses.text(telling(kind)).map(w -> " " + w).orElse(" waits" + waits())
              : who + " waits in all of its " + threads(all) + waits();
      case ZOMBIE -> who + " has ended; its parent has not asked for its status yet";
      case DUMPED, UNKNOWN -> throw new IllegalStateException("a live process is never " + kind);
    };
  }

  private static String interrupted(Map<Character, Long> states, long all) {
    long running = states.getOrDefault('t', 0L);
    return running == 0 || running == all
        ? ""
        : "; %d of its %s %s in no system call"
            .formatted(running, threads(all), running == 1 ? "was" : "were");
  }

  /// Who keeps the others from running tells more than the main thread.
  private String waits() {
    return pauses.holder().map(this::holds).orElseGet(this::mainWaits);
  }

  private String holds(ScriptPauses.Holder holder) {
    Optional<String> system =
        process.threads().stream()
            .filter(t -> t.tid() == holder.tid())
            .findFirst()
            .flatMap(t -> t.state().waitsFor())
            .map(w -> ": " + w + pauses.place(holder.tid()).map(p -> ", " + p).orElse(""));
    String waits = pauses.text(holder.tid()).map(w -> " and " + w).or(() -> system).orElse("");
    return "; " + ScriptPauses.sentence(holder) + waits;
  }

  private String mainWaits() {
    return process.threads().stream().findFirst().map(this::waits).orElse("");
  }

  private String waits(ThreadInfo main) {
    return pauses
        .text(main.tid())
        .map(w -> "; the main thread " + w)
        .or(() ->
            main.state()
                .waitsFor()
                .map(w ->
                    "; the main thread: "
                        + w
                        + pauses.place(main.tid()).map(p -> ", " + p).orElse("")))
        .orElse("");
  }

  private static String threads(long count) {
    return count == 1 ? "1 thread" : count + " threads";
  }

  private long telling(VerdictKind kind) {
    if (stop.isPresent()) {
      return stop.get().tid();
    }
    if (kind == VerdictKind.DEADLOCKED) {
      return locks.telling(pauses.holder().map(ScriptPauses.Holder::tid));
    }
    if (kind == VerdictKind.WAITING && pauses.holder().isPresent()) {
      return pauses.holder().get().tid();
    }
    return process.threads().stream()
        .filter(t -> kind != VerdictKind.RUNNING || t.state().code() == 'R')
        .filter(t -> kind != VerdictKind.STOPPED || "Tt".indexOf(t.state().code()) >= 0)
        .mapToLong(ThreadInfo::tid)
        .findFirst()
        .orElse(process.process().pid());
  }
}
