package io.github.pmdb.command.node;

import java.time.Duration;
import java.util.Locale;

/// Spans of time for people.
public final class Durations {
  private static final long SECOND = 1000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Durations() {}

  public static String text(Duration duration) {
    long milliseconds = duration.toMillis();
    if (milliseconds < SECOND) {
      return milliseconds + " ms";
    }
    if (milliseconds < MINUTE) {
      return String.format(Locale.ROOT, "%.1f s", milliseconds / (double) SECOND);
    }
    if (milliseconds < HOUR) {
      return "%d min %d s".formatted(milliseconds / MINUTE, milliseconds % MINUTE / SECOND);
    }
    return milliseconds < DAY
        ? "%d h %d min".formatted(milliseconds / HOUR, milliseconds % HOUR / MINUTE)
        : "%d d %d h".formatted(milliseconds / DAY, milliseconds % DAY / HOUR);
  }
}
