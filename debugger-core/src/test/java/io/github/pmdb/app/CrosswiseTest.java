package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Deadlocks: by `acquire()` in a program whose main thread has run off its end, and of tasks.
@Timeout(120)
class CrosswiseTest {
  private static final Pattern MAIN =
      Pattern.compile("\\(MainThread\\) waits for thread \"(one|two)\" \\(id \\d+\\) to end at ");

  private static final Pattern TASK =
      Pattern.compile(
          "  task \"one\" waits for the asyncio.Lock `other.lock` at 0x[0-9a-f]+ at .*, line \\d+, in"
              + " crosses; held by task \"two\": it is in the `async with` of it at .*, line \\d+, in"
              + " crosses\n");

  private static final Pattern POOL =
      Pattern.compile(
          "  thread \\d+ \\(pair_0\\) waits for the future at 0x[0-9a-f]+, which no worker of the pool"
              + " \"pair\" has begun, whose 2 workers all wait, at .*, line \\d+, in outer\n");

  private static final Pattern POOL_OF_ONE =
      Pattern.compile("  deadlock: thread \\d+ \\(lonely_0\\) waits for itself\n");

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

  @ParameterizedTest
  @MethodSource("withAsyncio")
  void tasksThatWaitForEachOtherAreADeadlock(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "asyncio-crosswise")) {
      Run result = attach(running);
      while (result.code() != 12 && running.isAlive() && !Thread.currentThread().isInterrupted()) {
        result = attach(running);
      }
      assertTrue(result.out().contains(" is deadlocked\n"), result.out());
      assertTrue(TASK.matcher(result.out()).find(), result.out());
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aPoolWhoseWorkersWaitForItIsADeadlock(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "pool-starved")) {
      Run result = attach(running);
      while (!isOfPools(result) && running.isAlive() && !Thread.currentThread().isInterrupted()) {
        result = attach(running);
      }
      assertEquals(12, result.code(), result.out());
    }
  }

  /// The workers of each pool go to sleep on their own.
  private static boolean isOfPools(Run result) {
    return POOL.matcher(result.out()).find() && POOL_OF_ONE.matcher(result.out()).find();
  }

  private static List<Pythons.Python> withAsyncio() {
    return Pythons.eachMinor().stream()
        .filter(python -> python.minor() >= 8 && python.imports("asyncio"))
        .toList();
  }

  private static Run attach(RunningFixture running) {
    return Run.pmdb("", "--no-gdb", "--batch", "attach", Long.toString(running.pid()));
  }
}
