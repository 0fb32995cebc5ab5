package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Code that is run in real processes.
@Timeout(300)
class BreakInTest {
  @TempDir Path directory;

  private static Stream<Pythons.Python> pythons() {
    Stream<Pythons.Python> special = Pythons.specialsThere().filter(python -> python.major() == 3);
    return Stream.concat(Pythons.eachMinor().stream(), special);
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
              "py-eval messages.mark + str(holding.is_set())",
              "py-eval sorted(thread.name[:6] for thread in threading._enumerate())");
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
      assertHas(first, "['MainTh', 'settle', 'worker', 'worker', 'worker']\n");
      running.ask("afterwards");
    }
  }

  @Test
  void whatRaisesFails() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "hung-lock")) {
      List<String> target = List.of("attach", Long.toString(running.pid()));
      Finished raised = Batch.run(target, "py-eval nothing");
      assertEquals(1, raised.exit(), raised.output());
      assertHas(raised.output(), "NameError: name 'nothing' is not defined\nin ");
      assertHas(raised.output(), "hung-lock.py:");
      assertHas(raised.output(), "; py-up and py-down select another frame\n");
    }
  }

  @Test
  void whatTakesTooLongIsLeftToItself() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "hung-lock")) {
      String late =
          Batch.attached(
              running,
              "py-eval --timeout 1 messages.put('late', accounts.acquire())",
              "py-eval messages.qsize()");
      assertHas(late, "the code was not done within 1 s\n");
      assertHas(late, "\n0\n");
      running.ask("with a thread more that waits");
      // The settler gets its message, gives the lock away, and the code that was left goes on.
      assertHas(Batch.attached(running, "py-exec messages.put('early')"), "stood still for");
      running.ask("at last");
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aThreadThatWasLeftIsNamed(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "hung-lock")) {
      Batch.attached(running, "py-eval --timeout 1 messages.put('late', accounts.acquire())");
      PlainGdb.in(directory)
          .assertAlike(running, directory, List.of("py-threads"), " \"py-eval of pmdb\"");
    }
  }

  @Test
  void whatEndsTheWaitIsTold() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "hung-lock")) {
      String stopped =
          Batch.attached(
              running, "py-eval __import__('signal').raise_signal(__import__('signal').SIGCONT)");
      assertHas(stopped, "the process stopped before the code was done, at SIGCONT\n");
      running.ask("afterwards");
      String busy =
          Batch.attached(running, "py-eval --timeout 1 sum(range(3 * 10 ** 8))", "py-eval 1");
      assertHas(busy, "holds the GIL and stands still");
      assertHas(busy, "goes when pmdb leaves: `quit`.");
    }
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "hung-lock")) {
      String ended = Batch.attached(running, "py-eval __import__('os')._exit(3)");
      assertHas(ended, "the process ended before ");
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
      String output =
          Batch.pmdb(
              List.of("core", core.toString()), "py-eval 1", "py-exec pass", "py-break book");
      assertHas(output, "nothing runs in a core that could come to a breakpoint");
      assertEquals(2, output.split("no code can be run in a core", -1).length - 1, output);
    }
  }

  @Test
  void withoutGdbNothingRuns() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "hung-lock")) {
      List<String> target = List.of("--no-gdb", "attach", Long.toString(running.pid()));
      String output = Batch.pmdb(target, "py-eval 1", "py-break book");
      assertEquals(
          2, output.split("code is run through gdb, which is not used here", -1).length - 1);
      running.ask("afterwards");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      textBlock =
          """
          ending    |         | py-eval 1                                    | the interpreter is shutting down
          inner     |         | thread 2; py-exec pass                                 | the thread runs a sub-interpreter
          inner     |         | thread 2; py-break 1                                   | the thread runs a sub-interpreter
          allocating|         | tbreak malloc; continue; py-eval --run 1     | malloc, and what is called there
          brief     |         | tbreak getppid; continue; py-exec --run pass | the frame has returned before
          confined  | 0       | py-eval 1                                    | the process was refused
          confined  | 1000000 | py-eval 1                                    | can start no more threads
          """)
  void whatCanNotBeRunIsRefused(String state, String argument, String commands, String reason) {
    String[] arguments = argument == null ? new String[] {state} : new String[] {state, argument};
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "awkward", arguments)) {
      assertHas(Batch.attached(running, commands.split("; ")), reason);
      if (state.equals("ending")) {
        assertTrue(running.isAlive());
      } else {
        running.ask("afterwards");
      }
    }
  }

  /// CPython 3.6 makes the GIL with the second thread.
  @Test
  void withoutGilNothingRunsBeside() {
    Optional<Pythons.Python> old =
        Pythons.allWithOld().stream().filter(python -> python.minor() == 6).findFirst();
    Assumptions.assumeTrue(old.isPresent(), "needs CPython 3.6");
    try (RunningFixture running = Fixture.startPython(old.get(), "busy")) {
      assertHas(Batch.attached(running, "py-eval --run 1"), "has never had a second Python thread");
      assertTrue(running.isAlive());
    }
  }

  @Test
  void python2RunsNothing() {
    try (RunningFixture running =
        Fixture.startPython(Pythons.special(2, "").getFirst(), "locals2")) {
      assertHas(Batch.attached(running, "py-eval 1"), "code can be run in CPython 3 only");
    }
  }
}
