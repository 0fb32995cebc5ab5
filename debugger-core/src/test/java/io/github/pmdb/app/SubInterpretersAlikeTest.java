package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Threads that run code of sub-interpreters, in plain gdb and in pmdb.
@Timeout(120)
class SubInterpretersAlikeTest {
  @TempDir Path directory;

  private static List<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream()
        .filter(p -> p.imports("_xxsubinterpreters") || p.imports("_interpreters"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void theirThreadsAreToldAlike(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "subinterpreters")) {
      PlainGdb.in(directory)
          .assertAlike(running, directory, List.of("py-threads", "py-bt --all"), "in deep_0\n");
      Path core = CoreMaker.gcore(running.pid(), directory);
      Run run = Run.pmdb("", "--no-gdb", "--batch", "core", core.toString(), "-ex", "stacks");
      List<String> stacks = List.of(run.out().split("\n\n"));
      assertTrue(stacks.stream().anyMatch(SubInterpretersAlikeTest::isWhole), run.out());
    }
  }

  /// Named by the thread that runs the code, which called what it runs.
  private static boolean isWhole(String stack) {
    int called = stack.indexOf(", in runner\n");
    int inner = stack.indexOf(", in deep_0\n");
    return stack.lines().anyMatch(line -> line.contains(" \"runner-0\""))
        && inner >= 0
        && called > inner;
  }
}
