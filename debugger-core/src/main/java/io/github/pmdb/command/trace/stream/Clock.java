package io.github.pmdb.command.trace.stream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The time of day of what the clock of events says.
final class Clock {
  /// What that says when the time of day is 0.
  private final long origin =
      ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()) - System.nanoTime();

  /// Microseconds since 1970, UTC.
  long micros(long nanos) {
    return (origin + nanos) / 1000;
  }
}
