package io.github.pmdb.command.trace.stream;

import java.util.List;
import java.util.Locale;

/// Times of calls as people read them.
public final class DurationText {
  private DurationText() {}

  /// With three digits.
  public static String of(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    double value = nanos;
    for (String unit : List.of("µs", "ms")) {
      value /= 1_000;
      if (value < 999.5) {
        return String.format(
            Locale.ROOT,
            value < 9.995 ? "%.2f %s" : value < 99.95 ? "%.1f %s" : "%.0f %s",
            value,
            unit);
      }
    }
    return String.format(Locale.ROOT, "%.2f s", value / 1_000);
  }
}
