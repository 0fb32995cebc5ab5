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

  /// @param lists tagged
  List<Immediate> immediates(List<Long> lists) {
    List<Immediate> found = new ArrayList<>();
    for (long list : lists) {
      Set<Long> seen = new HashSet<>();
      long immediate = values.object(list, "head");
      while (immediate != 0 && isNew(immediate, seen, "a list of immediates")) {
        add(immediate, "_onImmediate", found);
        immediate = values.object(immediate, "_idleNext");
      }
    }
    return List.copyOf(found);
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
      add(item, "callback", found);
    }
  }

  private void add(long item, String property, List<Immediate> found) {
    long function = values.object(item, property);
    if (function != 0) {
      found.add(new Immediate(Values.address(item), values.function(function)));
    }
  }
}
