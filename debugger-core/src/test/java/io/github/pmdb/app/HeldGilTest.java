package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A process that hangs since one thread sleeps with the GIL.
@Timeout(120)
class HeldGilTest {
  private static final Pattern HEADLINE =
      Pattern.compile(
          "waits in all of its 2 threads; thread \\d+ \\(holder\\) holds the GIL: pause\\(\\)");

  @TempDir private Path directory;

  private static Stream<Pythons.Python> pythons() {
    return Stream.of(Pythons.require(8), Pythons.any());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void theHeadlineIsAboutTheThreadThatHoldsIt(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "holds-gil")) {
      String pid = Long.toString(running.pid());
      String told = verdict("attach", pid);
      while (!HEADLINE.matcher(told).find() && running.isAlive()) {
        told = verdict("attach", pid);
      }
      assertTrue(told.contains("holds-gil.py"), told);
      assertTrue(told.contains("in hold"), told);
      Path core = CoreMaker.gcore(running.pid(), directory);
      String dumped = verdict("core", core.toString());
      assertTrue(dumped.contains(" (holder) holds the GIL"), dumped);
      assertTrue(dumped.contains("no signal had killed it; thread "), dumped);
    }
  }

  @Test
  void theStopOfAListingIsToldToScripts() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "holds-gil")) {
      String told = Batch.pmdb(List.of("--json", "bt", "--stop", Long.toString(running.pid())));
      assertTrue(told.lines().anyMatch(line -> line.matches(".*,\"pause\":\"PT[^\"]+\"}")), told);
    }
  }

  private static String verdict(String command, String target) {
    return Run.pmdb("", "--no-gdb", "--batch", command, target).out();
  }
}
