package io.github.pmdb.uprobe.latency;

import io.github.pmdb.uprobe.attach.Place;
import java.util.List;

/// How long the calls of a function took that have returned.
///
/// @param calls how many
/// @param notReturned how many more have begun: they are under way, or were left by a jump or an
///   exception
/// @param totalNanos the time of all together
/// @param longestNanos that of the slowest one, 0 when there was none
/// @param powers element N counts calls of 2^N nanoseconds and more, below 2^(N+1); of the first,
///   also those of no nanosecond
public record Histogram(
    Place place,
    long calls,
    long notReturned,
    long totalNanos,
    long longestNanos,
    List<Long> powers) {
  public Histogram {
    powers = List.copyOf(powers);
  }

  /// Nanoseconds that so many percent of the calls took at most: the upper end of their power of
  /// two.
  public long quantile(int percent) {
    long wanted = Math.ceilDiv(calls * percent, 100);
    long seen = 0;
    for (int power = 0; power < powers.size(); power++) {
      seen += powers.get(power);
      if (seen >= wanted && seen > 0) {
        return Math.min(longestNanos, (2L << power) - 1);
      }
    }
    return 0;
  }
}
