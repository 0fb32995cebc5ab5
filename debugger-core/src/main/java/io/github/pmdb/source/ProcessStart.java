package io.github.pmdb.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When a process started, by the clock that files are stamped with. `ProcessHandle` tells that
/// from a boot time in whole seconds; by how long ago it was it is known to the ticks of the
/// kernel.
final class ProcessStart {
  /// One tick for the start, one for the time since boot; both are told in hundredths of a second.
  private static final Duration ERROR = Duration.ofMillis(20);

  private static final int MILLIS_A_TICK = 10;

  /// `starttime` of `proc_pid_stat(5)`, counted from behind the name.
  private static final int START_FIELD = 19;

  private ProcessStart() {}

  /// The latest moment at which it may have started; absent when it has ended.
  static Optional<Instant> of(long pid) {
    try {
      String stat = text(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long started = Long.parseLong(fields[START_FIELD]) * MILLIS_A_TICK;
      String sinceBoot = text(Path.of("/proc/uptime")).split(" ")[0];
      long now = Math.round(Double.parseDouble(sinceBoot) * 1_000);
      return Optional.of(Instant.now().minusMillis(now - started).plus(ERROR));
    } catch (IOException _) {
      return Optional.empty(); // it has ended: nothing is known of when it started
    }
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
