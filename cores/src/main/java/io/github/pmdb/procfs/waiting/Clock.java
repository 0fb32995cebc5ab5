package io.github.pmdb.procfs.waiting;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Clocks by their number in `linux/time.h`, and what the two usual ones say now.
final class Clock {
  static final int REALTIME = 0;
  static final int MONOTONIC = 1;

  private static final List<String> NAMES =
      List.of(
          "CLOCK_REALTIME",
          "CLOCK_MONOTONIC",
          "CLOCK_PROCESS_CPUTIME_ID",
          "CLOCK_THREAD_CPUTIME_ID",
          "CLOCK_MONOTONIC_RAW",
          "CLOCK_REALTIME_COARSE",
          "CLOCK_MONOTONIC_COARSE",
          "CLOCK_BOOTTIME");

  private Clock() {}

  static String name(int clock) {
    return clock >= 0 && clock < NAMES.size() ? NAMES.get(clock) : "clock " + clock;
  }

  /// Empty for clocks that we do not read. `System.nanoTime` is CLOCK_MONOTONIC on Linux (HotSpot,
  /// `os::javaTimeNanos`).
  static Optional<Timespec> now(int clock) {
    return switch (clock) {
      case REALTIME -> {
        Instant now = Instant.now();
        yield Optional.of(new Timespec(now.getEpochSecond(), now.getNano()));
      }
      case MONOTONIC -> {
        long now = System.nanoTime();
        yield Optional.of(
            new Timespec(Math.floorDiv(now, 1_000_000_000L), Math.floorMod(now, 1_000_000_000L)));
      }
      default -> Optional.empty();
    };
  }

  /// How long it is until a moment: `12 s left`, or `due` when it has passed.
  static String left(int clock, Timespec moment) {
    return now(clock)
        .map(moment::minus)
        .map(left -> left.isNegative() ? "due" : left.text() + " left")
        .orElse("until " + moment.text() + " of " + name(clock));
  }
}
