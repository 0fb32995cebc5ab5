package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Recursion that Python was told not to end: by pmdb, and by plain gdb.
@Timeout(120)
class DeepRecursionTest {
  /// Of `visit`, `helper`, `wait`, `main` and the module.
  private static final int DEPTH = 2 * 8_000 + 3;

  @TempDir Path directory;

  private static List<Pythons.Python> eachMinor() {
    return Pythons.eachMinor();
  }

  @ParameterizedTest
  @MethodSource("eachMinor")
  void theVerdictNamesTheFunctions(Pythons.Python python) {
    Path source = Fixture.python("deep");
    try (RunningFixture running = Fixture.startPython(python, "deep", "8000")) {
      String told =
          Run.pmdb("", "--no-gdb", "--batch", "attach", Long.toString(running.pid())).out();
      String wanted =
          "  Python recursed %d frames deep: visit (%s, line %d) calls helper (%s, line %d), which calls visit again\n"
              .formatted(
                  DEPTH,
                  source,
                  Fixture.lineOf(source, "return helper(left)"),
                  source,
                  Fixture.lineOf(source, "return visit(left - 1)"));
      assertTrue(told.contains(wanted), told);
    }
  }

  @ParameterizedTest
  @MethodSource("eachMinor")
  void functionsWithoutAnOrderAreNamed(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "deep", "8000", "mixed")) {
      String told =
          Run.pmdb("", "--no-gdb", "--batch", "attach", Long.toString(running.pid())).out();
      assertTrue(told.contains(" frames deep: mostly walk\n"), told);
    }
  }

  /// One for each way in which frames were linked.
  private static Stream<Pythons.Python> ofEachKind() {
    List<Pythons.Python> all = Pythons.eachMinor();
    return Stream.of(all.getFirst(), Pythons.require(11), all.getLast());
  }

  @ParameterizedTest
  @MethodSource("ofEachKind")
  void bothEndsAreToldAlike(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "deep", "8000")) {
      List<String> commands =
          List.of(
              "py-bt",
              "py-bt -3",
              "py-bt 3",
              "py-bt 12000",
              "py-bt -6000",
              "py-up 9950",
              "py-up 99999");
      String wanted = "[%d more frames]\n".formatted(DEPTH - 10_000);
      PlainGdb.in(directory).assertAlike(running, directory, commands, wanted);
    }
  }

  @ParameterizedTest
  @MethodSource("ofEachKind")
  void asManyAreShownAsAreAskedFor(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "deep", "8000")) {
      assertEquals(12_000, shown(running, "12000"));
      assertEquals(6_000, shown(running, "-6000"));
      assertEquals(DEPTH, shown(running, "20000"));
      assertEquals(DEPTH, shown(running, "-20000"));
    }
  }

  private static long shown(RunningFixture running, String count) {
    String pid = Long.toString(running.pid());
    String command = "py-bt --all-frames " + count;
    String told = Run.pmdb("", "--no-gdb", "--batch", "attach", pid, "-ex", command).out();
    return told.lines().filter(line -> line.startsWith("  File ")).count();
  }
}
