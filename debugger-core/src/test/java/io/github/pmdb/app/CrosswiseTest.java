package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A deadlock by `acquire()` in a program whose main thread has run off its end.
@Timeout(120)
class CrosswiseTest {
  private static final Pattern MAIN =
      Pattern.compile("\\(MainThread\\) waits for thread \"(one|two)\" \\(id \\d+\\) to end at ");

  private static Stream<Pythons.Python> pythons() {
    return Stream.concat(
        Pythons.eachMinor().stream(),
        Pythons.specialsThere().filter(python -> python.major() == 3));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void theMainThreadIsKnownToWaitForTheOthersEnd(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "crosswise")) {
      Run result = attach(running);
      while (result.code() != 12 && running.isAlive() && !Thread.currentThread().isInterrupted()) {
        result = attach(running);
      }
      String told = result.out();
      assertEquals(12, result.code(), told);
      assertTrue(told.contains(" is deadlocked"), told);
      assertTrue(told.contains("waits for a lock that nobody is left to release"), told);
      assertTrue(MAIN.matcher(told).find(), told);
    }
  }

  private static Run attach(RunningFixture running) {
    return Run.pmdb("", "--no-gdb", "--batch", "attach", Long.toString(running.pid()));
  }
}
