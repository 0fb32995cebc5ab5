package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.node.frame.JsFrame;
import io.github.pmdb.node.frame.JsStacks;
import io.github.pmdb.node.frame.JsWalk;
import io.github.pmdb.node.page.Isolate;
import io.github.pmdb.procfs.stop.StoppedProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A program that dies deep in a stack, compiled by each of V8's compilers, on every build of
/// Node.js: functions, lines and columns must be those that `Error.stack` has in the same place.
///
/// The numbers are published; `mvn test -Dtest=StackMatrixTest -Dpmdb.docs.write=true` writes the
/// page anew.
@Timeout(180)
class StackMatrixTest {
  private static final boolean IS_WRITTEN = Boolean.getBoolean("pmdb.docs.write");
  private static final Path PAGE = Path.of("..", "docs", "node-stacks.md");
  private static final String DRIFTED =
      "docs/node-stacks.md has drifted; see the comment of StackMatrixTest";

  private static final Set<String> LINES = new TreeSet<>();

  @TempDir Path directory;

  static Stream<Arguments> tiers() {
    return Nodes.all().stream()
        .flatMap(node ->
            Stream.of(StackTier.values())
                .filter(tier -> tier.isIn(node))
                .map(tier -> Arguments.of(node, tier)));
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void everyFrameIsWhereTheProgramSays(Node node, StackTier tier) throws IOException {
    List<String> truth = truth(Finished.run(tier.command(node, "tell")).output());
    Path core = CoreMaker.kernelCore(directory, tier.command(node, "abort"));
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      List<JsFrame> frames = frames(snapshot);
      assertEquals(String.join("\n", truth), String.join("\n", lines(frames)));
      for (String name : List.of("leaf", "middle", "outer")) {
        assertEquals(tier.tier(), named(frames, name).tier(), name);
      }
      long inlined = frames.stream().filter(JsFrame::inlined).count();
      boolean optimizes = tier == StackTier.MAGLEV || tier == StackTier.TURBOFAN;
      assertEquals(optimizes, inlined > 0, "inlined: " + inlined);
      int values = values(HeapReading.inspector(snapshot).stacks(), frames);
      assertTrue(values >= 4, "values: " + values);
      publish(
          "| %s | %s | %d/%d | %d | %d |"
              .formatted(
                  node.version(),
                  tier.tier().title(),
                  frames.size(),
                  truth.size(),
                  inlined,
                  values));
    } finally {
      Files.delete(core);
    }
  }

  /// What the functions of the program were called with: `this`, then the arguments.
  private static final Map<String, List<String>> CALLS =
      Map.of(
          "leaf", List.of("undefined", "7", "\"job\""),
          "middle", List.of("undefined", "6", "\"job\""),
          "outer", List.of("undefined", "3", "\"job\""),
          "start", List.of("<class Job>", "Job {...}"),
          "run", List.of("Job {...}", "\"job\""));

  /// Compares receivers and arguments; returns how many values were compared.
  private static int values(JsStacks stacks, List<JsFrame> frames) {
    Limits brief = new Limits(1, 0, 4, 100);
    int values = 0;
    for (JsFrame frame : frames) {
      List<String> expected = CALLS.get(frame.name());
      if (expected != null) {
        assertTrue(frame.argumentsKnown(), frame.name());
        List<String> texts = called(stacks, frame, brief);
        assertEquals(expected, texts, frame.name());
        values += texts.size();
      }
    }
    return values;
  }

  /// The receiver and the arguments of a frame.
  static List<String> called(JsStacks stacks, JsFrame frame, Limits limits) {
    return Stream.concat(Stream.of(frame.receiver()), frame.arguments().stream())
        .map(a -> stacks.describe(a, limits).text())
        .toList();
  }

  private static void publish(String line) throws IOException {
    LINES.add(line);
    if (!IS_WRITTEN) {
      assertTrue(Files.readAllLines(PAGE).contains(line), DRIFTED + ": " + line);
    }
  }

  @AfterAll
  static void write() throws IOException {
    if (IS_WRITTEN) {
      Files.writeString(PAGE, INTRODUCTION + String.join("\n", LINES) + "\n");
    }
  }

  private static final String INTRODUCTION =
      """
      # Node.js: the stacks that pmdb reads, and what Error.stack says

      Generated by `StackMatrixTest`, which fails where a frame differs and where this page has drifted.
      `fixtures/node/stack.js` stops deep in a stack of functions, methods, closures, getters, constructors, initializers of fields, generators, async functions, evaluated
      code and functions of V8, which one of V8's compilers has compiled. The same program tells in that place what `Error.stack` has. Every frame
      that pmdb reads from the core must be the one that the program tells, with function, script, line and column: **read/told**. A
      worker's stack, of a process that stands still, and cut cores are compared by the same test.

      | column | what it counts |
      |---|---|
      | frames | frames that are the same, of those that the program tells |
      | inlined | how many of them the compiler had put into others |
      | values | receivers and arguments that were compared |

      The page is made anew by

          mvn -pl node-support -am test -Dtest=StackMatrixTest -Dsurefire.failIfNoSpecifiedTests=false -Dpmdb.docs.write=true

      | Node.js | compiler | frames | inlined | values |
      |---|---|---|---|---|
      """;

  @ParameterizedTest
  @MethodSource("nodes")
  void aWorkersStackIsReadWhileItsProcessStands(Node node) {
    List<String> told = StackTier.INTERPRETER.command(node, "tell", "worker");
    List<String> truth = truth(Finished.run(told).output());
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(StackTier.INTERPRETER.command(node, "wait", "worker"));
    try (RunningFixture running = Fixture.start(command)) {
      long pid = running.childPid();
      try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
        NodeInspector inspector = HeapReading.inspector(stopped.snapshot());
        List<Isolate> isolates = inspector.heap().isolates();
        assertEquals(2, isolates.size());
        JsWalk walk = inspector.stacks().walk(isolates.get(1), Limits.DEFAULT.frames());
        assertEquals(List.of(), walk.problems());
        assertEquals(String.join("\n", truth), String.join("\n", lines(fromLeaf(walk))));
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aCutCoreIsReadAsFarAsItGoes(Node node) throws IOException {
    Path core = CoreMaker.kernelCore(directory, StackTier.TURBOFAN.command(node, "abort"));
    long whole = Files.size(core);
    try (FileChannel file = FileChannel.open(core, StandardOpenOption.WRITE)) {
      for (int tenth = 9; tenth > 0; tenth -= 2) {
        file.truncate(whole / 10 * tenth);
        try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
          NodeInspector inspector = HeapReading.inspector(snapshot);
          inspector.threads().stream()
              .limit(1)
              .flatMapToLong(thread -> thread.tid().stream())
              .forEach(tid -> assertEquals(snapshot.threads().getFirst().tid(), tid));
          for (ScriptThread thread : inspector.threads()) {
            ScriptStack stack = inspector.stack(thread, Limits.DEFAULT);
            int frames = stack.frames().size();
            assertTrue(frames <= 100, "frames of a stack that has some twenty: " + frames);
            assertTrue(frames > 0 || !stack.problems().isEmpty(), "why no JavaScript is told");
          }
        }
      }
    } finally {
      Files.delete(core);
    }
  }

  private static JsFrame named(List<JsFrame> frames, String name) {
    return frames.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  /// The frames from `leaf` on, which is where the program looks from.
  private static List<JsFrame> frames(Snapshot snapshot) {
    NodeInspector node = HeapReading.inspector(snapshot);
    Isolate first = node.heap().isolates().getFirst();
    JsWalk walk = node.stacks().walk(first, Limits.DEFAULT.frames());
    assertEquals(List.of(), walk.problems());
    ScriptThread main = node.threads().getFirst();
    assertEquals(snapshot.threads().getFirst().tid(), main.tid().orElseThrow());
    return fromLeaf(walk);
  }

  /// Whether `Error.stack` has functions of Node.js that are written in C++ depends on the version.
  private static List<JsFrame> fromLeaf(JsWalk walk) {
    return walk.frames().stream()
        .dropWhile(f -> !f.name().equals("leaf"))
        .filter(f -> !f.name().equals("runMicrotasks"))
        .toList();
  }

  private static List<String> lines(List<JsFrame> frames) {
    return frames.stream()
        .map(f ->
            "%s %s:%d:%d %s"
                .formatted(
                    f.name(), f.place().script(), f.place().line(), f.place().column(), f.problem())
                .strip())
        .toList();
  }

  private static List<String> truth(String output) {
    JsonNode sites =
        JsonMapper.builder().build().readTree(output.lines().findFirst().orElseThrow());
    List<String> lines = new ArrayList<>();
    boolean seen = false;
    for (JsonNode site : sites) {
      seen |= site.get("function").asString().equals("leaf");
      if (seen) {
        lines.add(line(site).strip());
      }
    }
    return lines;
  }

  /// V8 calls code that was made of text `eval` where it has no name.
  private static String line(JsonNode site) {
    String name = site.get("function").asString();
    String script = site.get("script").asString();
    return "%s %s:%d:%d"
        .formatted(
            name.equals("eval") && script.isEmpty() ? "" : name,
            script,
            site.get("line").asInt(),
            site.get("column").asInt());
  }
}
