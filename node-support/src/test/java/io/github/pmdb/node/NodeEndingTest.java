package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.node.loop.EventLoops;
import io.github.pmdb.procfs.stop.StoppedProcess;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said of a Node.js that died or hangs, on every build.
@Timeout(120)
class NodeEndingTest {
  /// The line of `fixtures/node/end.js` that spins.
  private static final int SPINS = 23;

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void whatEndedItIsNamed(Node node) throws IOException {
    String uncaught = "V8 ended the process for an exception that nobody catches";
    assertEquals(uncaught + ": [TypeError: boom 7]", died(node, "throw"));
    String nothing = "[TypeError: Cannot read properties of undefined (reading 'property')]";
    assertEquals(uncaught + ", likely " + nothing, died(node, "read"));
    assertEquals("nobody catches an exception, likely [RangeError: lost]", died(node, "reject"));
    String memory = died(node, "memory");
    assertTrue(memory.startsWith("JavaScript ran out of memory: the pages of its heap"), memory);
  }

  private String died(Node node, String way) throws IOException {
    List<String> command = new ArrayList<>(node.command("end", way));
    command.addAll(1, List.of("--abort-on-uncaught-exception", "--max-old-space-size=20"));
    command.remove("--max-old-space-size=64");
    Path core = CoreMaker.kernelCore(directory, command);
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      List<String> reasons = reasons(snapshot, HeapReading.inspector(snapshot));
      assertEquals(1, reasons.size(), reasons.toString());
      return reasons.getFirst();
    } finally {
      Files.delete(core);
    }
  }

  private static List<String> reasons(Snapshot snapshot, NodeInspector inspector) {
    ThreadInfo thread = snapshot.threads().getFirst();
    ScriptThread main = inspector.threads().getFirst();
    return inspector.reasons(
        main, new Unwinder(snapshot).unwind(thread, 256, inspector.passages(main)));
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aLoopWithoutCallsIsFound(Node node) {
    whileItStands(
        node,
        "spin",
        innermost -> innermost.line() == SPINS && innermost.certainty() == Certainty.GUESSED,
        (snapshot, inspector) -> {
          ScriptThread main = inspector.threads().getFirst();
          List<ScriptFrame> frames = inspector.stack(main, Limits.DEFAULT).frames();
          assertEquals("spin", frames.getFirst().function());
          assertEquals(Certainty.GUESSED, frames.getFirst().certainty());
          assertTrue(frames.getFirst().problem().contains("near here"));
          assertEquals("handle", frames.get(1).function());
          assertEquals(Certainty.SURE, frames.get(1).certainty());
          assertEquals(
              List.of("the event loop goes on only when this JavaScript returns"),
              reasons(snapshot, inspector));
        });
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void whoOfTheProgramCalledNodeIsTold(Node node) {
    int line = Fixture.lineOf(Fixture.node("end"), "fs.readFileSync(0)");
    whileItStands(
        node,
        "sync",
        innermost -> innermost.function().startsWith("read"),
        (snapshot, inspector) ->
            assertEquals(
                List.of(
                    "the event loop goes on only when this JavaScript returns, called by sync (%s:%d)"
                        .formatted(Fixture.node("end"), line)),
                reasons(snapshot, inspector)));
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void anIdleEventLoopIsTold(Node node) {
    idle(node);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void anIdleEventLoopIsToldOfAStrippedProgram(Node node) {
    idle(node.stripped(directory));
  }

  private static void idle(Node node) {
    whileItStands(
        node,
        "idle",
        _ -> false,
        (snapshot, inspector) -> {
          assertEquals(1, reasons(snapshot, inspector).size());
          assertTrue(reasons(snapshot, inspector).getFirst().startsWith("the event loop is idle"));
          EventLoop loop = new EventLoops(inspector).find(() -> {}).loops().getFirst();
          assertEquals("waits for events", loop.activity());
        });
  }

  private interface Look {
    void at(Snapshot snapshot, NodeInspector inspector);
  }

  /// Looks when the condition holds of the innermost frame, or when there is none.
  private static void whileItStands(
      Node node, String way, Predicate<ScriptFrame> condition, Look look) {
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(node.command("end", way));
    try (RunningFixture running = Fixture.start(command)) {
      long pid = running.childPid();
      try {
        boolean done = false;
        while (!done) {
          try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
            NodeInspector inspector = HeapReading.inspector(stopped.snapshot());
            done = isReady(inspector, stopped.snapshot(), condition);
            if (done) {
              look.at(stopped.snapshot(), inspector);
            }
          }
        }
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private static boolean isReady(
      NodeInspector inspector, Snapshot snapshot, Predicate<ScriptFrame> condition) {
    ScriptThread main = inspector.threads().getFirst();
    List<ScriptFrame> frames = inspector.stack(main, Limits.DEFAULT).frames();
    return frames.isEmpty()
        ? !reasons(snapshot, inspector).isEmpty()
        : condition.test(frames.getFirst());
  }
}
