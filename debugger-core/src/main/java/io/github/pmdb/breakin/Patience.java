package io.github.pmdb.breakin;

import io.github.pmdb.target.Intervention.Run;
import java.time.Duration;
import java.util.OptionalLong;

/// How long code is waited for, and what may run meanwhile.
final class Patience {
  /// What runs alone may wait for another thread; after this all run.
  private static final Duration ALONE = Duration.ofSeconds(1);

  private Patience() {}

  /// One way of letting the process run to where it is to get.
  interface Running {
    /// @param only the thread that runs alone; all run when absent
    Run run(OptionalLong only, Duration limit);
  }

  /// Lets the process run, at first one thread alone, so that nobody else moves.
  ///
  /// @param alone that thread; absent when all are to run at once
  static Run run(Running process, OptionalLong alone, Duration limit) {
    if (alone.isEmpty() || limit.compareTo(ALONE) <= 0) {
      return process.run(alone, limit);
    }
    Run first = process.run(alone, ALONE);
    // One that has stopped earlier has met something else, such as a signal, which is not passed
    // on.
    return first instanceof Run.Late
        ? process.run(OptionalLong.empty(), limit.minus(ALONE))
        : first;
  }
}
