package io.github.pmdb.breakin;

import io.github.pmdb.target.Intervention;
import java.time.Duration;
import java.util.OptionalLong;

/// How long code is waited for, and what may run meanwhile.
final class Patience {
  /// What runs alone may wait for another thread; after this all run.
  private static final Duration ALONE = Duration.ofSeconds(1);

  private Patience() {}

  /// Lets the process run until a thread gets to `end`: at first one thread alone, so that nobody
  /// else moves.
  ///
  /// @param alone that thread; absent when all are to run at once
  /// @return whether it got there within the limit
  static boolean runTo(Intervention process, long end, OptionalLong alone, Duration limit) {
    if (alone.isEmpty()) {
      return process.runTo(end, alone, limit);
    }
    boolean brief = limit.compareTo(ALONE) <= 0;
    long start = System.nanoTime();
    if (process.runTo(end, alone, brief ? limit : ALONE)) {
      return true;
    }
    // One that has stopped earlier has met something else, such as a signal, which is not passed
    // on.
    boolean late = System.nanoTime() - start >= ALONE.toNanos();
    return late && !brief && process.runTo(end, OptionalLong.empty(), limit.minus(ALONE));
  }
}
