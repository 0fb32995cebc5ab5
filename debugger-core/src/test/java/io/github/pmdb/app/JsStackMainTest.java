package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Stacks of JavaScript, asked for in the program: of a core that died in compiled code, and of a
/// process that spins.
@Timeout(120)
class JsStackMainTest {
  @TempDir static Path directory;
  private static Path core = Path.of("");

  @BeforeAll
  static void crash() {
    List<String> command = new ArrayList<>(Nodes.any().command("stack", "abort", "turbofan"));
    command.add(1, "--allow-natives-syntax");
    core = CoreMaker.kernelCore(directory, command);
  }

  @AfterAll
  static void delete() throws IOException {
    Files.deleteIfExists(core);
  }

  private static Run onCore(String... lines) {
    return Run.pmdb(String.join("\n", lines) + "\n", "--no-gdb", "core", core.toString());
  }

  @Test
  void theVerdictNamesTheLineAndWhatEndedIt() {
    Run.pmdb("", "--no-gdb", "--batch", "core", core.toString())
        .says(
            "JavaScript called process.abort()\n",
            "JavaScript was at ",
            "stack.js, line 42, in stop\n",
            "in node::",
            "    at stop (");
  }

  @Test
  void javaScriptStandsAmongNativeFrames() {
    String[] stack = {
      "(isolate 0)",
      " in node::",
      "    at abort (native)\n",
      "    at stop (",
      "stack.js:42:15)\n      process.abort();\n",
      "    at leaf (",
      "    at middle (",
      "    at outer (",
      "    at map (native)\n",
      "    at Job (",
      "    at get value (",
      "    at later (",
      "node::",
      "main"
    };
    Run.pmdb("", "bt", core.toString()).says(stack);
    onCore("stacks").says(stack);
    Run.pmdb("", "--json", "bt", core.toString()).says("\"language\":\"JavaScript\"");
  }

  @Test
  void framesTellTheirValuesAndTheirCompiler() {
    onCore("jsstack")
        .says("Isolate 0, thread ", "stop (", "leaf (", ":50:3) turbofan, inlined\n", "outer (");
    onCore("v8 bt -a")
        .says("outer (", " turbofan\n", "      this = undefined\n", "      3\n", "      \"job\"\n");
    onCore("jsstack --json")
        .says("\"command\":\"jsstack\"", "\"function\":\"leaf\"", "\"line\":50,\"column\":3");
    assertTrue(onCore("jsstack --isolate 3").err().contains("there is no isolate 3"));
  }

  @Test
  void asyncFunctionsThatWaitAreShownInChains() throws IOException {
    Path waiting = CoreMaker.kernelCore(directory, Nodes.any().command("async", "abort"));
    try {
      String[] line = {"--no-gdb", "core", waiting.toString()};
      Run.pmdb("jsstack --async\n", line)
          .says(
              "Isolate 0, thread ",
              "end (",
              "waits for Promise 0x",
              "at async inner (",
              "at async middle (");
      Run.pmdb("jsstack --async --json\n", line)
          .says("\"waiting\":[{\"address\":\"0x", "\"times\":1", "\"tier\":\"async\"");
    } finally {
      Files.delete(waiting);
    }
  }

  @Test
  void theSourceAroundTheRunningLineIsShown() {
    onCore("jslist").says("stop in ", "=>    42  ", "process.abort();");
    onCore("v8 source list 2").says("leaf in ", "      49  ", "=>    50    stop(sum, text);\n");
    assertTrue(onCore("jssource 0").err().contains("frame 0 has no source"));
    assertTrue(onCore("jslist 99").err().contains("there is no JavaScript frame 99"));
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void theSourceOfAFunctionIsShownByItsAddress(Node node) throws IOException {
    Path dead = CoreMaker.kernelCore(directory, node.command("stack", "abort"));
    String[] line = {"--no-gdb", "core", dead.toString()};
    try {
      String job =
          Run.pmdb("findjsinstances Job\n", line)
              .out()
              .lines()
              .filter(l -> l.contains(": Job {"))
              .map(l -> l.substring(0, l.indexOf(':')))
              .findFirst()
              .orElseThrow();
      Run run =
          Run.pmdb(
              "jslist %1$s.run\nv8 source list %1$s.constructor\njslist %1$s\njslist run\njslist %1$s.hasOwnProperty\n"
                  .formatted(job),
              line);
      run.says(
          "run in ",
          "    run(text) {\n",
          "      return [this.#depth].map(",
          "    }\n",
          "Job in ",
          "    constructor(depth) {\n",
          "      this.result = this.run('job');\n");
      assertFalse(run.out().contains("get value()"), run.out());
      assertTrue(run.err().contains("no function is there"), run.err());
      assertTrue(run.err().contains("'run' is neither the level of a frame nor an address"));
      assertTrue(run.err().contains("the function has no source"), run.err());
    } finally {
      Files.delete(dead);
    }
  }

  /// A bundle has its whole program in one line, and is seldom on the machine that has the core.
  @Test
  void ofALongLineThePlaceThatRunsIsShownFromTheHeap() throws IOException {
    Path script = directory.resolve("bundle.js");
    String filler = "function f(a){return a+1};".repeat(20_000);
    Files.writeString(script, filler + "setTimeout(function end(){process.abort()},1);" + filler);
    Path bundled =
        CoreMaker.kernelCore(
            directory, List.of(Nodes.any().program().toString(), script.toString()));
    Files.delete(script);
    try {
      Run run = Run.pmdb("stacks\njslist\n", "--no-gdb", "core", bundled.toString());
      run.says(
          "at end (" + script + ":1:", "setTimeout(function end(){process.abort()}", "=>     1  …");
      assertTrue(run.out().lines().allMatch(l -> l.length() < 400), run.out());
    } finally {
      Files.delete(bundled);
    }
  }

  @Test
  void aBusyProcessIsLookedAtWhileItStands() {
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(Nodes.any().command("end", "spin"));
    try (RunningFixture running = Fixture.start(command)) {
      long pid = running.childPid();
      try {
        Run run = Run.pmdb("", "bt", Long.toString(pid));
        run.says("at spin (", "end.js:", "at handle (", "end.js:31:12)", "uv_run");
        assertTrue(run.err().contains("the process stood still for "), run.err());
        assertFalse(run.out().contains("note: "), run.out());
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  /// Without gdb, each answer is of a moment in which the process stands still, and it runs on.
  @ParameterizedTest
  @MethodSource("nodes")
  void aProcessIsReadWithoutGdbWhileItStands(Node node) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(node.command("end", "spin"));
    try (RunningFixture running = Fixture.start(command)) {
      long pid = running.childPid();
      try {
        String[] arguments = {"--no-gdb", "attach", Long.toString(pid)};
        Run run = Run.pmdb("jsstack\nfindjsobjects Server\nstacks\n", arguments);
        run.says("    at spin (", "end.js:31:12)", "#0  spin (", "\n         1 ", "  Server\n");
        int stops = run.out().split("note: the process stood still for", -1).length - 1;
        assertEquals(4, stops, run.out());
        assertFalse(run.out().contains("the process runs: "), run.out());
        assertTrue(run.err().contains("the process stood still for "), run.err());
        assertTrue(isRunning(pid));
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private static boolean isRunning(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return "RS".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0
          && Files.readString(Path.of("/proc/" + pid + "/status")).contains("TracerPid:\t0\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
