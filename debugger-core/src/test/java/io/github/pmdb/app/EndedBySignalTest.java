package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A pmdb that a signal ends while lines of a batch are left.
@Timeout(120)
class EndedBySignalTest {
  @TempDir Path directory;

  @Test
  void whatIsLeftOfABatchIsNeitherRunNorToldOf() throws Exception {
    Requirement.tool("gdb");
    try (RunningFixture target = Fixture.startPython(Pythons.any(), "hung-lock")) {
      Path output = directory.resolve("output");
      List<String> command =
          new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >" + output + " 2>&1", "sh"));
      command.addAll(
          Batch.line(
              List.of("attach", Long.toString(target.pid())),
              "echo go\\n",
              "continue",
              "py-eval 1",
              "py-bt",
              "info threads"));
      try (RunningFixture pmdb = RunningFixture.start(command)) {
        while (!(Files.exists(output) && Files.readString(output).contains("go\n"))) {
          assertTrue(pmdb.isAlive(), () -> read(output));
          Thread.onSpinWait();
        }
        target.ask("it runs again");
        pmdb.signal("TERM");
        assertEquals(143, pmdb.awaitExit(), () -> read(output));
      }
      String said = read(output);
      assertTrue(said.endsWith("go\n"), said);
      target.ask("still there?");
      String status = Files.readString(Path.of("/proc/" + target.pid() + "/status"));
      assertTrue(status.contains("\nTracerPid:\t0\n"), status);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }
}
