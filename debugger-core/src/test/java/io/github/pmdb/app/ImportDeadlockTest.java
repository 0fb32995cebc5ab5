package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A module that waits, while it is imported, for a thread that imports it.
@Timeout(120)
class ImportDeadlockTest {
  private static final Pattern IMPORT =
      Pattern.compile(
          "thread \\d+ \\(importer\\) waits for the lock on the import of module 'ma' at \\S+mb.py,"
              + " line 10, in work; held by thread \\d+ \\(MainThread\\): the lock names its owner");

  private static final Pattern CIRCLE =
      Pattern.compile(
          "deadlock: thread (\\d+) \\(MainThread\\) waits for thread \\d+ \\(importer\\), which waits"
              + " for thread \\1 \\(MainThread\\)");

  private static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.eachMinor().stream(), Pythons.specialsThere())
        .filter(python -> python.major() == 3);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void theImportIsNamedAndWhoRunsIt(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "import-deadlock")) {
      Run result = attach(running);
      while (result.code() != 12 && running.isAlive() && !Thread.currentThread().isInterrupted()) {
        result = attach(running);
      }
      assertEquals(12, result.code(), result.out());
      assertTrue(IMPORT.matcher(result.out()).find(), result.out());
      assertTrue(CIRCLE.matcher(result.out()).find(), result.out());
      assertFalse(result.out().contains("by its source"), result.out());
    }
  }

  private static Run attach(RunningFixture running) {
    return Run.pmdb("", "--no-gdb", "--batch", "attach", Long.toString(running.pid()));
  }
}
