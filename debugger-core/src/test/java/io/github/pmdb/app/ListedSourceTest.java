package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Where `py-list` finds the source of real programs, or says why it does not.
@Timeout(120)
class ListedSourceTest {
  private static final String WAIT =
      "import sys; print('ready', flush=True); sys.stdin.readline()\n";

  @TempDir Path directory;

  private static Stream<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream();
  }

  /// No path of Java's can be written that way, so the shell makes it.
  @ParameterizedTest
  @MethodSource("pythons")
  void namesOfFilesAreBytes(Pythons.Python python) {
    String make =
        "cd \"$1\"; d=\"$1\"/$(printf 'd\\351\\377'); mkdir \"$d\";"
            + " printf %s \"$2\" >\"$d/m.py\"; exec \"$0\" \"$d/m.py\"";
    String program = python.program().toString();
    try (RunningFixture running =
        RunningFixture.start(List.of("sh", "-c", make, program, directory.toString(), WAIT))) {
      running.awaitReady();
      String listed = list(running.pid()).out();
      assertTrue(listed.contains("  " + WAIT.strip()), listed);
      String json = list(running.pid(), "--json").out();
      assertTrue(json.contains("/d\\\\udce9\\\\udcff/m.py\""), json);
    }
  }

  @Test
  void whatACommandLineGaveIsKnownSince310() {
    String program = Pythons.require(9).program().toString();
    try (RunningFixture running = RunningFixture.start(List.of(program, "-c", WAIT))) {
      running.awaitReady();
      Run told = list(running.pid());
      assertFalse(told.out().contains(WAIT.strip()), told.out());
      assertTrue(told.err().contains("Unable to open <string>: it has no source file"), told.err());
      assertTrue(told.err().contains("known from Python 3.10 on"), told.err());
    }
  }

  private static Run list(long pid, String... options) {
    List<String> line = new ArrayList<>(List.of("--no-gdb", "--batch"));
    line.addAll(List.of(options));
    line.addAll(List.of("attach", Long.toString(pid), "-ex", "py-list"));
    return Run.pmdb("", line.toArray(String[]::new));
  }
}
