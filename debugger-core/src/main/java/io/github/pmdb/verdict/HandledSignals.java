package io.github.pmdb.verdict;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.LockInspector.Wait;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Signals whose handlers run in threads that wait for locks, and may release them.
///
/// @param byThread their names by the threads' ids; absent where they are not known
record HandledSignals(Map<Long, Optional<List<String>>> byThread) {
  static final HandledSignals NONE = new HandledSignals(Map.of());

  /// @param waits of scripts
  static HandledSignals of(List<Inspector> inspectors, List<Wait> waits) {
    Map<Long, Optional<List<String>>> found = new LinkedHashMap<>();
    for (Inspector inspector : inspectors) {
      if (inspector instanceof LockInspector locks) {
        waits.stream()
            .filter(wait -> !wait.timed())
            .forEach(wait -> found.put(wait.tid(), locks.handled(wait.tid())));
      }
    }
    found.values().removeIf(signals -> signals.filter(List::isEmpty).isPresent());
    return new HandledSignals(found);
  }

  /// Whether a thread runs handlers, or may.
  boolean isIn(long tid) {
    return byThread.containsKey(tid);
  }

  /// Whether a handler is known that may end a wait.
  boolean mayEnd(Wait wait) {
    return byThread.getOrDefault(wait.tid(), Optional.empty()).isPresent();
  }

  /// @param names of threads by their ids
  List<String> told(Map<Long, String> names) {
    List<String> told = new ArrayList<>();
    byThread.forEach((tid, signals) -> {
      String thread = CircleText.name(names, tid);
      told.add(
          signals
              .map(s ->
                  "a signal handler (%s) in %s may release what is waited for"
                      .formatted(String.join(", ", s), thread))
              .orElseGet(() ->
                  "unless a signal handler in %s releases a lock; which there are is not known"
                      .formatted(thread)));
    });
    return told;
  }
}
