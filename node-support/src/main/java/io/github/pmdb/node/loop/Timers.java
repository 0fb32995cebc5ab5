package io.github.pmdb.node.loop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Lists the timers of JavaScript: a heap of lists, one for each delay (`lib/internal/timers.js`).
/// One `uv_timer_t` runs them all.
final class Timers {
  private static final int MOST = 1 << 20;
  private static final String LIST = "TimersList";
  private static final String TIMER = "Timeout";

  /// The clock of JavaScript begins when the environment is made: a word of it that lies by so much
  /// beside what the running timer tells.
  private static final long NEAR = 100;

  private final Memory memory;
  private final Layout layout;
  private final Values values;

  Timers(Memory memory, Values values) {
    this.memory = memory;
    this.layout = values.reader().layout();
    this.values = values;
  }

  /// @param queues tagged: instances of a class that is named as the one of Node.js
  /// @param used tagged: what is on the stack of the loop's thread
  /// @return those that are due first come first
  List<Timer> of(Environment environment, UvLoop loop, List<Long> queues, List<Long> used) {
    List<Long> lists = queues.stream().flatMap(q -> lists(q).stream()).toList();
    double earliest =
        lists.stream().mapToDouble(l -> values.number(l, "expiry")).min().orElse(Double.NaN);
    OptionalLong base = Double.isNaN(earliest) ? OptionalLong.empty() : base(environment, earliest);
    OptionalLong now =
        base.isPresent() ? OptionalLong.of(loop.time() - base.getAsLong()) : OptionalLong.empty();
    List<Timer> timers = new ArrayList<>();
    for (long list : lists) {
      add(list, now, timers);
    }
    values.instances(used, TIMER).stream()
        .filter(this::isRunningInterval)
        .map(t -> timer(t, OptionalLong.empty(), true))
        .forEach(timers::add);
    timers.sort(Comparator.comparing(t -> t.dueIn().orElse(Duration.ZERO)));
    return List.copyOf(timers);
  }

  private List<Long> lists(long queue) {
    long heap = values.object(queue, "#heap");
    if (heap == 0) {
      return List.of();
    }
    double size = values.number(queue, "#size");
    return values.items(heap).stream()
        .filter(item -> values.constructor(item).equals(LIST))
        .limit(Double.isNaN(size) ? MOST : (long) Math.max(0, size))
        .toList();
  }

  private void add(long list, OptionalLong now, List<Timer> timers) {
    long timer = values.object(list, "_idlePrev");
    while (timer != 0 && timer != list && timers.size() < MOST) {
      timers.add(timer(timer, now, false));
      timer = values.object(timer, "_idlePrev");
    }
  }

  /// One that is in no list and was not cleared. An interval that is due soon again through
  /// `refresh()` is in a list, and one that its own function has cleared is destroyed.
  private boolean isRunningInterval(long object) {
    return values.number(object, "_repeat") > 0
        && values.number(object, "_idleTimeout") > 0
        && values.isFalse(object, "_destroyed")
        && values.object(object, "_idleNext") == 0;
  }

  private Timer timer(long timer, OptionalLong now, boolean running) {
    double delay = values.number(timer, "_idleTimeout");
    double start = values.number(timer, "_idleStart");
    Optional<Duration> due =
        now.isEmpty() || Double.isNaN(delay) || Double.isNaN(start)
            ? Optional.empty()
            : Optional.of(Duration.ofMillis((long) (start + delay) - now.getAsLong()));
    return new Timer(
        Values.address(timer),
        values.get(timer, "_onTimeout").map(values::function).orElse(""),
        Duration.ofMillis((long) delay),
        due,
        !Double.isNaN(values.number(timer, "_repeat")),
        values.isTrue(timer, "Symbol(refed)"),
        running);
  }

  /// When the clock of JavaScript was 0 on that of the loop. The running timer is set to the time
  /// at which the first list expires; the word of the environment that is next to the difference is
  /// the exact one.
  private OptionalLong base(Environment environment, double earliest) {
    try {
      long guess =
          memory.i64(environment.timer() + layout.get("uv_timer.timeout")) - (long) earliest;
      long best = guess;
      long distance = NEAR;
      for (int at = 0; at < Environment.LARGEST; at += 8) {
        long word = memory.i64(environment.address() + at);
        if (Math.abs(word - guess) < distance) {
          distance = Math.abs(word - guess);
          best = word;
        }
      }
      return guess > 0 ? OptionalLong.of(best) : OptionalLong.empty();
    } catch (MemoryFault _) {
      // Without the clock timers are listed without their times.
      return OptionalLong.empty();
    }
  }
}
