package io.github.pmdb.node.loop;

import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What waits to be run: immediates in lists (`lib/internal/timers.js`), ticks in a queue of ring
/// buffers (`lib/internal/fixed_queue.js`). A program may have classes of these names too, and
/// chains in them that never end.
final class Queues {
  private static final int MOST = 1 << 20;
  private static final String IMMEDIATE = "Immediate";

  private final Values values;
  private final Runnable check;

  private int steps;
  private final Set<Problem> problems = new LinkedHashSet<>();

  /// @param check is called now and then; what it throws ends the work
  Queues(Values values, Runnable check) {
    this.values = values;
    this.check = check;
  }

  /// What was left out.
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /// While the first of a list runs the others hang on it alone, later on a list of what is left,
  /// too.
  ///
  /// @param used tagged: what is on the stack of the loop's thread
  /// @param lists tagged
  List<Immediate> immediates(List<Long> used, List<Long> lists) {
    Set<Long> waiting = new LinkedHashSet<>();
    values.instances(used, IMMEDIATE).stream()
        .filter(this::isRunning)
        .forEach(i -> chain(i, waiting));
    lists.forEach(list -> chain(values.object(list, "head"), waiting));
    List<Immediate> found = new ArrayList<>();
    for (long immediate : waiting) {
      add(immediate, "_onImmediate", values.isTrue(immediate, "Symbol(refed)"), found);
    }
    return List.copyOf(found);
  }

  /// Its function is taken away when that returns.
  private boolean isRunning(long immediate) {
    return isOver(immediate) && values.object(immediate, "_onImmediate") != 0;
  }

  /// One that runs, has run or was cleared.
  private boolean isOver(long immediate) {
    return values.isTrue(immediate, "_destroyed");
  }

  private void chain(long first, Set<Long> waiting) {
    Set<Long> seen = new HashSet<>();
    long immediate = first;
    while (immediate != 0 && isNew(immediate, seen, "a list of immediates")) {
      if (!isOver(immediate)) {
        waiting.add(immediate);
      }
      immediate = values.object(immediate, "_idleNext");
    }
  }

  /// @param queues tagged
  List<Immediate> ticks(List<Long> queues) {
    List<Immediate> found = new ArrayList<>();
    for (long queue : queues) {
      Set<Long> seen = new HashSet<>();
      long buffer = values.object(queue, "tail");
      while (buffer != 0 && isNew(buffer, seen, "a queue of ticks")) {
        buffer(buffer, found);
        buffer = values.object(buffer, "next");
      }
    }
    return List.copyOf(found);
  }

  private boolean isNew(long object, Set<Long> seen, String where) {
    check.run();
    if (steps++ >= MOST) {
      problems.add(
          new Problem("%s has no end after %d; the rest is left out".formatted(where, MOST)));
      return false;
    }
    if (seen.add(object)) {
      return true;
    }
    problems.add(new Problem(where + " leads back into itself"));
    return false;
  }

  private void buffer(long buffer, List<Immediate> found) {
    long list = values.object(buffer, "list");
    if (list == 0) {
      return;
    }
    for (long item : values.items(list)) {
      check.run();
      if (found.size() >= MOST) {
        problems.add(new Problem("more than %d ticks wait; the rest is left out".formatted(MOST)));
        return;
      }
      add(item, "callback", true, found);
    }
  }

  private void add(long item, String property, boolean referred, List<Immediate> found) {
    long function = values.object(item, property);
    if (function != 0) {
      found.add(new Immediate(Values.address(item), values.function(function), referred));
    }
  }
}
