package io.github.pmdb.procfs.waiting;

import io.github.pmdb.memory.Memory;
import java.util.Locale;

/// Seconds and nanoseconds as the kernel passes them, `struct timespec` (two 64-bit numbers).
record Timespec(long seconds, long nanos) {
  static Timespec at(Memory memory, long address) {
    return new Timespec(memory.i64(address), memory.i64(address + 8));
  }

  /// From a `struct timeval`, whose second number is microseconds.
  static Timespec timeval(Memory memory, long address) {
    return new Timespec(memory.i64(address), memory.i64(address + 8) * 1000);
  }

  static Timespec millis(long millis) {
    return new Timespec(Math.floorDiv(millis, 1000), Math.floorMod(millis, 1000) * 1_000_000L);
  }

  Timespec minus(Timespec other) {
    long nano = nanos - other.nanos;
    return new Timespec(
        seconds - other.seconds + Math.floorDiv(nano, 1_000_000_000L),
        Math.floorMod(nano, 1_000_000_000L));
  }

  boolean isNegative() {
    return seconds < 0;
  }

  /// `12.5 s`, `250 ms`, `3 h 5 min`, at most three significant places below a second.
  String text() {
    if (seconds >= 3600) {
      return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
    if (seconds >= 60) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds != 0) {
      return number(seconds + nanos / 1e9) + " s";
    }
    return nanos >= 1_000_000 || nanos == 0
        ? number(nanos / 1e6) + " ms"
        : number(nanos / 1e3) + " µs";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}
