package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A lock that nobody is left to release, but for a signal handler: Python calls it in the thread
/// that waits.
@Timeout(120)
class HandledLockTest {
  private static final String ALONE = "waits for a lock that nobody is left to release";
  private static final String HANDLER = "a signal handler (SIGTERM) in thread ";

  @TempDir static Path directory;

  private static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.eachMinor().stream(), Pythons.specialsThere());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aHandlerMayReleaseTheLock(Pythons.Python python) throws IOException {
    try (RunningFixture running = Fixture.startPython(python, "handled-lock")) {
      String live = awaitWaiting(running);
      check(live, python.major() == 2);
      Path core = CoreMaker.gcore(running.pid(), directory);
      try {
        check(run("core", core.toString()), python.major() == 2);
      } finally {
        Files.delete(core);
      }
    }
  }

  private static void check(String told, boolean deadlocked) {
    assertEquals(deadlocked, told.contains("deadlocked"), told);
    assertEquals(deadlocked, told.contains(ALONE), told);
    assertEquals(!deadlocked, told.contains(HANDLER), told);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void withoutOneNobodyReleasesIt(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "handled-lock", "none")) {
      String told = awaitWaiting(running);
      assertTrue(told.contains(" is deadlocked"), told);
      assertTrue(told.contains(ALONE), told);
      assertFalse(told.contains("signal handler"), told);
    }
  }

  private static String awaitWaiting(RunningFixture running) {
    String told = run("attach", Long.toString(running.pid()));
    while (!told.contains("waits for the threading.Lock")
        && running.isAlive()
        && !Thread.currentThread().isInterrupted()) {
      told = run("attach", Long.toString(running.pid()));
    }
    return told;
  }

  private static String run(String command, String what) {
    return Run.pmdb("", "--no-gdb", "--batch", command, what).out();
  }
}
