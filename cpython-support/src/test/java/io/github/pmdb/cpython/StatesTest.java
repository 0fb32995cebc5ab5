package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the runtime as a whole does, where no program can write it down itself; the rest is in
/// [MatrixTest].
class StatesTest {
  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream();
  }

  @BeforeAll
  static void program() throws IOException {
    try (InputStream in = StatesTest.class.getResourceAsStream("states.py")) {
      Files.copy(Objects.requireNonNull(in), directory.resolve("states.py"));
    }
  }

  private static RunningFixture start(Pythons.Python python, String state) {
    RunningFixture process =
        RunningFixture.start(
            List.of(python.program().toString(), directory.resolve("states.py").toString(), state));
    process.awaitReady();
    return process;
  }

  /// What has said that it is ready still runs for a moment.
  private static RunningFixture startStill(Pythons.Python python, String state) {
    RunningFixture process = start(python, state);
    Targets.awaitStill(process);
    return process;
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void tellsThatGarbageIsCollected(Pythons.Python python) {
    try (RunningFixture process = startStill(python, "collecting");
        Snapshot live = LiveProcess.open(process.pid())) {
      List<String> facts = Targets.inspector(live).facts();
      assertTrue(facts.contains("the garbage collector is running"), facts::toString);
      assertTrue(facts.contains("GIL held by no thread"), facts::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void listsThreadsOfSubInterpreters(Pythons.Python python) {
    try (RunningFixture process = startStill(python, "interpreters");
        Snapshot live = LiveProcess.open(process.pid())) {
      Inspector inspector = Targets.inspector(live);
      List<String> facts = inspector.facts();
      assertTrue(facts.contains("2 interpreters"), facts::toString);
      boolean shared = python.minor() <= 11;
      long locks = facts.stream().filter(fact -> fact.startsWith("GIL ")).count();
      assertEquals(shared ? 1 : 2, locks, facts::toString);
      ScriptThread inner =
          inspector.threads().stream().filter(t -> t.group() == 1).findFirst().orElseThrow();
      assertEquals(process.pid(), inner.tid().orElseThrow());
      List<ScriptFrame> frames = inspector.stack(inner, Limits.DEFAULT).frames();
      assertEquals(List.of("sleeper", "<module>"), functions(frames));
    }
  }

  /// The target calls and returns all the time: a stack is right, or says that it may not be.
  @ParameterizedTest
  @MethodSource("pythons")
  void aRunningThreadIsReadOrSaidToRun(Pythons.Python python) {
    Set<String> possible = Set.of("leaf", "branch", "<genexpr>", "churning", "<module>", "ready");
    try (RunningFixture process = start(python, "churning");
        Snapshot live = LiveProcess.open(process.pid())) {
      Inspector inspector = Targets.inspector(live);
      ScriptThread main = thread(Targets.threadsByName(inspector), "MainThread");
      for (int i = 0; i < 100; i++) {
        ScriptStack stack = inspector.stack(main, Limits.DEFAULT);
        List<String> functions =
            functions(stack.frames()).stream()
                .map(f -> f.substring(f.lastIndexOf('.') + 1))
                .toList();
        boolean whole = !functions.isEmpty() && functions.getLast().equals("<module>");
        assertTrue(
            !stack.problems().isEmpty() || (whole && possible.containsAll(functions)),
            () -> stack.toString());
      }
    }
  }

  @Test
  void aProgramWithoutPythonIsLeftAlone() throws IOException {
    Path sleep = Requirement.tool("sleep");
    Process process = new ProcessBuilder(sleep.toString(), "1000").start();
    try (Snapshot live = LiveProcess.open(process.pid())) {
      assertInstanceOf(Detection.NotPresent.class, new CPython().detect(live));
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> functions(List<ScriptFrame> frames) {
    return frames.stream().map(ScriptFrame::function).toList();
  }

  private static ScriptThread thread(Map<String, ScriptThread> threads, String name) {
    return Objects.requireNonNull(threads.get(name), () -> name + " of " + threads.keySet());
  }
}
