package io.github.pmdb.gdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Waits for what the kernel says of a process.
final class RunningThreads {
  private RunningThreads() {}

  static void awaitSleeping(long pid) {
    await("all threads of " + pid + " sleep", () -> states(pid).stream().allMatch("S"::equals));
  }

  static void awaitStates(long pid, String states) {
    await(
        "threads of " + pid + " are " + states,
        () -> states(pid).stream().allMatch(s -> states.contains(s)));
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("never happened: " + what);
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  /// The state letters of all threads.
  static List<String> states(long pid) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks.map(task -> field(task.resolve("status"), "State:").substring(0, 1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Long> ids(long pid) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks.map(task -> Long.parseLong(task.getFileName().toString())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static long tracer(long pid) {
    return Long.parseLong(field(Path.of("/proc/" + pid + "/status"), "TracerPid:"));
  }

  private static String field(Path status, String name) {
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).strip())
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
