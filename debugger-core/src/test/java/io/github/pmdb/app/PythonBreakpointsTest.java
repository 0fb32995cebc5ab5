package io.github.pmdb.app;

import static io.github.pmdb.app.InOrder.assertHas;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real processes that stop at lines and functions of Python code.
@Timeout(600)
class PythonBreakpointsTest {
  private static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.eachMinor().stream(), newHooks());
  }

  /// Special builds whose hooks are those of `sys.monitoring`.
  private static Stream<Pythons.Python> newHooks() {
    return Pythons.specialsThere().filter(python -> python.major() == 3 && python.minor() >= 12);
  }

  /// One of each kind of hook, and those at the ends.
  private static List<Pythons.Python> few() {
    return Stream.of(8, 11, 12, Pythons.any().minor()).distinct().map(Pythons::require).toList();
  }

  private static List<Pythons.Python> debugBuilds() {
    List<Pythons.Python> found =
        Pythons.special(3, "d").stream().filter(python -> python.minor() < 12).toList();
    Assumptions.assumeFalse(found.isEmpty(), "needs a debug build before 3.12");
    return found;
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aLineStopsWhateverThreadGetsThere(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "till")) {
      String output =
          Batch.attached(
              running,
              "py-break --run till.py:16 if any(price == paid for paid in [4])",
              "continue",
              "py-bt 2",
              "py-threads",
              "py-eval [rate * 0 + price, threading.current_thread().name]",
              "py-exec self.tip = 5",
              "continue",
              "py-break",
              "py-list");
      assertHas(
          output,
          "Python breakpoint 1 at ",
          "till.py:18, in ",
          "Python breakpoint 1, ",
          "total (self=<",
          "rate=",
          "till.py:18\n",
          "result += price * rate",
          "line 18, in ",
          "line 49, in clerk",
          "till.py\", line 18, in ",
          "[4, 'clerk']",
          "Python breakpoint 1, ",
          "1   till.py:18 if any(price == paid for paid in [4])   hit 2 times",
          ">18");
      assertFalse(output.contains("<pmdb>"), output);
      assertFalse(output.contains("runs no Python now"), output);
      running.ask("clean");
    }
  }

  @ParameterizedTest
  @MethodSource("few")
  void functionsLoopsAndCodeThatComesLaterStop(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "till")) {
      String output =
          Batch.attached(
              running,
              "py-break --run till.py:93",
              "continue",
              "py-delete 1",
              "py-break tickets.nothing",
              "py-break till.py:26",
              "continue",
              "py-locals",
              "py-delete",
              "py-break till.delivered if nosuch",
              "continue",
              "py-delete 4",
              "py-break late.py:2",
              "continue",
              "py-delete 5",
              "py-break fresh",
              "continue",
              "py-delete",
              "py-break Basket.total if rate > 100",
              "py-break till.py:92 if turn % 400 == 0",
              "continue",
              "py-eval turn % 400");
      assertHas(
          output,
          "Python breakpoint 1, <module> () at ",
          "Python breakpoint 2 (tickets.nothing: no such function is loaded",
          "Python breakpoint 3 at ",
          "in tickets\n",
          "Python breakpoint 3, tickets (start=100) at ",
          "number = ",
          "Python breakpoint 4, delivered (order=",
          "till.py:29\n",
          "note: its condition raised NameError: name 'nosuch' is not defined",
          "Python breakpoint 5, fresh (order=",
          "/made/up/late.py:2\n",
          "Python breakpoint 6, fresh (order=",
          "/made/up/late.py:1\n",
          "Python breakpoint 8, <module> () at ",
          "\n0\n");
      running.ask("clean");
    }
  }

  /// Since 3.11 the code of `os` names no file, though it has one.
  @ParameterizedTest
  @MethodSource("few")
  void modulesThatAreFrozenStopAndShowTheirSource(Pythons.Python python) {
    String find =
        "import os; lines = open(os.__file__).read().splitlines();"
            + " print([i for i, x in enumerate(lines, 1) if 'filename = fspath(' in x][0])";
    String program = python.program().toString();
    String line = Finished.run(List.of(program, "-c", find)).check().output().strip();
    String loop = "import os\nprint('ready', flush=True)\nwhile True: os.fsencode('till')";
    try (RunningFixture running = RunningFixture.start(List.of(program, "-c", loop))) {
      running.awaitReady();
      String output =
          Batch.attached(running, "py-break --run os.py:" + line, "continue", "py-list");
      assertHas(
          output,
          "Python breakpoint 1 at ",
          "Python breakpoint 1, ",
          "fsencode (filename='till') at ",
          ">" + line + "  ",
          "filename = fspath(filename)");
    }
  }

  private static List<Pythons.Python> withoutGil() {
    return Pythons.everySpecial().stream().filter(python -> python.flags().equals("t")).toList();
  }

  /// Without a GIL the others get to a breakpoint while one thread stands there.
  @ParameterizedTest
  @MethodSource("withoutGil")
  void threadsStandOneAfterTheOther(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "tellers")) {
      int line = Fixture.lineOf(Fixture.python("tellers"), "# summed");
      String output =
          Batch.attached(
              running,
              "py-break tellers.py:" + line,
              "continue",
              "py-eval result + 34",
              "py-eval sorted(threading._active)[:0]",
              "continue",
              "py-eval result + 35",
              "py-bt",
              "py-next");
      assertHas(
          output,
          "Python breakpoint 1, total (prices=[1, 2, 3]) at ",
          "40\n[]\n",
          "Python breakpoint 1, total (prices=[1, 2, 3]) at ",
          "41\n",
          ", in total\n",
          "Continuing.",
          " at " + Fixture.python("tellers"));
      assertFalse(output.contains("lambda"), output);
      running.ask("afterwards");
    }
  }

  @Test
  void ofATracedProcessNothingIsTaken() {
    try (RunningFixture running = Fixture.startPython(Pythons.require(11), "till")) {
      String output =
          Batch.attached(
              running,
              "py-exec --run threading.settrace(len)",
              "py-break --run clerk",
              "py-eval --run threading._trace_hook");
      assertHas(
          output,
          "the process has a trace function already, <built-in function len>",
          "<built-in function len>");
      running.ask("afterwards");
    }
  }

  @Test
  void toolsOfOthersStay() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "till")) {
      String output =
          Batch.attached(
              running,
              "py-exec --run [sys.monitoring.use_tool_id(n, 'tool%d' % n) for n in range(1, 6)]",
              "py-break --run clerk",
              "py-delete --run",
              "py-exec --run sys.monitoring.use_tool_id(0, 'last')",
              "py-break --run clerk",
              "py-eval --run [sys.monitoring.get_tool(n) for n in range(6)]");
      assertHas(
          output,
          "Python breakpoint 1 at ",
          "other tools use all of sys.monitoring: last, tool1, tool2, tool3, tool4, tool5",
          "['last', 'tool1', 'tool2', 'tool3', 'tool4', 'tool5']");
      running.ask("afterwards");
    }
  }

  @ParameterizedTest
  @MethodSource("debugBuilds")
  void debugBuildsBefore312AreRefused(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "till")) {
      assertHas(
          Batch.attached(running, "py-break --run till.py:92"),
          "a debug build before 3.12 does not let the trace function of another thread be set");
      running.ask("clean");
    }
  }

  @Test
  void whatIsWrongIsTold() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "till")) {
      String output =
          Batch.attached(
              running,
              "py-break --run clerk if (",
              "py-break 3 * 4",
              "py-break --run clerk if",
              "py-delete 7",
              "py-break");
      assertHas(
          output,
          "no breakpoint can be set: SyntaxError: ",
          "`3 * 4` is neither FILE:LINE nor the name of a function",
          "there is no condition behind `if`",
          "there is no Python breakpoint 7",
          "no Python breakpoints");
      running.ask("clean");
    }
  }

  /// Nobody is there to interrupt a program that nothing stops.
  @Test
  void aBatchDoesNotWaitForAStopThatCouldNotBeSet() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "till")) {
      String output =
          Batch.attached(
              running,
              "py-break --run till.py:999",
              "continue",
              "break no_such_function",
              "c",
              "py-eval --run 40 + 2",
              "py-break --run till.py:18",
              "continue");
      assertHas(
          output,
          "no code is at line 999 of ",
          "`continue` is not run: nothing may ever stop the program, since"
              + " `py-break --run till.py:999` failed",
          "`c` is not run: ",
          "since `break no_such_function` failed",
          "\n42\n",
          "Python breakpoint 1 at ",
          "Python breakpoint 1, ");
      running.ask("clean");
    }
  }

  /// One of each kind of hook.
  private static List<Pythons.Python> ofEachKind() {
    return Stream.of(11, Pythons.any().minor()).map(Pythons::require).toList();
  }

  @ParameterizedTest
  @MethodSource("ofEachKind")
  void whatIsMeantIsToldWhereThereIsNoSuchPlace(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "till")) {
      String output =
          Batch.attached(
              running,
              "py-break --run till.py:999",
              "py-break --run Basket.totl",
              "py-break --run Basket",
              "py-break --run till.Basket.__hash__",
              "py-break till.py",
              "py-break",
              "py-break --run tickts",
              "py-break --run til.py:3",
              "py-break --run till.py:999",
              "py-break",
              "py-break --run os.path.split",
              "py-break --run some/till.py:clerk");
      assertHas(
          output,
          "no code is at line 999 of ",
          "till.py; the last line with code is ",
          "the class `Basket` has no `totl`; its functions are __init__, total",
          "`Basket` is a class; its functions are __init__, total",
          "`till.Basket.__hash__` is no function of Python's but a wrapper_descriptor",
          "`till.py` is a file: the line is missing, or the function",
          "no Python breakpoints",
          "Python breakpoint 1 (tickts: no such function is loaded; it waits until one is)"
              + "; did you mean tickets?\n",
          "Python breakpoint 2 (til.py:3: no such file is loaded; it waits until one is)"
              + "; did you mean till.py?\n",
          "no breakpoint can be set: no code is at line 999 of ",
          "1   tickts   (pending: no such function is loaded)   hit 0 times\n",
          "Python breakpoint 3 at ",
          "posixpath",
          ", in split",
          "Python breakpoint 4 at ",
          ", in clerk");
      running.ask("clean");
    }
  }

  /// Those that are programs; the others are scripts that become one. The oldest and one more.
  private static List<Pythons.Python> programs() {
    List<Pythons.Python> found =
        Pythons.allWithOld().stream().filter(python -> isProgram(python.program())).toList();
    Requirement.that(!found.isEmpty(), "needs a CPython that is no script");
    return Stream.of(found.getFirst(), found.getLast()).distinct().toList();
  }

  private static boolean isProgram(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == 0x7f;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aProgramThatHasNotBegunStopsToo(Pythons.Python python) {
    String place =
        "steps.py:" + Fixture.lineOf(Fixture.python("steps"), "raise ValueError(number)");
    List<String> line = new ArrayList<>();
    for (String command :
        List.of("py-break " + place, "py-break turn", "continue", "continue", "py-next", "kill")) {
      line.addAll(List.of("-ex", command));
    }
    line.add("run");
    line.addAll(python.command("steps"));
    assertHas(
        Batch.pmdb(line),
        "Python breakpoint 1 (" + place + ": no such file is loaded",
        "(the program has run on to where Python has started)",
        "Python breakpoint 2 (turn: no such function is loaded",
        "Python breakpoint 2, turn (number=20) at ",
        "Python breakpoint 1, refused (number=20) at ",
        "\ncaught (number=20) at ");
  }

  @Test
  void aScriptThatStartsPythonIsFollowedToIt(@TempDir Path directory) throws IOException {
    Path script = directory.resolve("wrapper");
    String python = programs().getLast().program().toString();
    Files.writeString(script, "#!/bin/sh\nexec '" + python + "' \"$@\"\n");
    script.toFile().setExecutable(true);
    String program = Fixture.python("steps").toString();
    assertHas(
        Batch.pmdb(List.of("-ex", "py-break turn", "run", script.toString(), program)),
        "which may start Python later",
        "`catch exec`, then `continue` until it has, and again");
    List<String> line = new ArrayList<>();
    for (String command : List.of("catch exec", "continue", "py-break turn", "continue", "kill")) {
      line.addAll(List.of("-ex", command));
    }
    line.addAll(List.of("run", script.toString(), program));
    assertHas(Batch.pmdb(line), "Python breakpoint 1, turn (number=20) at ");
  }

  @Test
  void aBatchWithoutAWordRunsTheProgram() {
    String python = programs().getLast().program().toString();
    Finished ended = Batch.run(List.of("run", python, "-c", "print(6 * 7)"));
    assertHas(ended.output(), "42", "exited normally");
    assertEquals(0, ended.exit(), ended.output());
    Finished crashed = Batch.run(List.of("run", python, "-c", "import os; os.abort()"));
    assertHas(crashed.output(), "SIGABRT");
    assertEquals(10, crashed.exit(), crashed.output());
    Finished idle = Batch.run(List.of("-ex", "py-break f", "run", python, "-c", "print(6 * 7)"));
    assertHas(idle.output(), "the program was not let run: `-ex continue` runs it");
  }

  @Test
  void scriptsGetTheStopAsJson() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "till")) {
      String output =
          Batch.pmdb(
              List.of("--json", "attach", Long.toString(running.pid())),
              "py-break --run total",
              "continue");
      String stop = output.lines().filter(line -> line.contains("\"hits\":1")).findFirst().get();
      assertHas(stop, "\"py-break\"", "\"breakpoint\":1", "Basket.total");
      assertEquals(1, output.split("\"hits\":1", -1).length - 1, output);
    }
  }
}
