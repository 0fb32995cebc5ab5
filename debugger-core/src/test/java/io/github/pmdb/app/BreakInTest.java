package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Code that is run in real processes.
@Timeout(300)
class BreakInTest {
  @TempDir Path directory;

  private static List<Pythons.Python> pythons() {
    return Pythons.eachMinor();
  }

  private static void assertHas(String output, String expected) {
    assertTrue(output.contains(expected), output);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void expressionsAndStatementsRunInTheFrame(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "hung-lock")) {
      String first =
          Batch.attached(
              running,
              "py-eval [line.upper() for line in [chr(233), chr(0xd800)] if accounts.locked() or line]",
              "py-exec messages.mark = \"it's\"; raise KeyError('no such thing')",
              "py-eval (",
              "py-exec raise SystemExit(3)",
              "py-eval messages.mark + str(holding.is_set())");
      assertHas(first, "['É', '\\ud800']\n");
      assertHas(
          first,
          """
          Traceback (most recent call last):
            File "<py-exec>", line 1, in <module>
          KeyError: 'no such thing'
          """);
      assertHas(first, "SyntaxError: ");
      assertHas(first, "SystemExit: 3\n");
      assertHas(first, "\"it'sTrue\"\n");
      running.ask("afterwards");
    }
  }

  @Test
  void noThreadIsLeftBehind() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "hung-lock")) {
      assertHas(Batch.attached(running, "py-eval 6 * 7"), "\n42\n");
      running.ask("afterwards");
      String names =
          Batch.attached(running, "py-eval sorted(t.name[:6] for t in threading._enumerate())");
      assertHas(names, "'worker', 'worker', 'worker'");
      assertFalse(names.contains("Dummy"), names);
    }
  }

  @Test
  void whatTakesTooLongIsLeftToItself() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "hung-lock")) {
      String late =
          Batch.attached(
              running,
              "py-eval --timeout 2 messages.put('late', accounts.acquire())",
              "py-eval messages.qsize()");
      assertHas(late, "the code was not done within 2 s");
      assertHas(late, "\n0\n");
      running.ask("with a thread more that waits");
      // The settler gets its message, gives the lock away, and the code that was left goes on.
      assertHas(Batch.attached(running, "py-exec messages.put('early')"), "stood still for");
      running.ask("at last");
    }
  }

  @Test
  void aThreadThatHoldsTheGilMustBeLetGo() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "busy")) {
      // In the outermost frame: an inner one may have returned by the time the GIL is free.
      String output = Batch.attached(running, "py-up 9", "py-eval 40 + 2", "py-eval --run 40 + 2");
      assertHas(output, "holds the GIL and stands still");
      assertHas(output, "\n42\n");
    }
  }

  @Test
  void aCoreRunsNothing() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "hung-lock")) {
      Path core = CoreMaker.gcore(running.pid(), directory);
      String output = Batch.pmdb(List.of("core", core.toString()), "py-eval 1", "py-exec pass");
      assertEquals(2, output.split("no code can be run in a core", -1).length - 1, output);
    }
  }
}
