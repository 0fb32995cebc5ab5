package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who waits for which future of which pool, and whether any worker is left to run it.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PoolsTest {
  private static final String MAIN = "the future at, which thread of the pool \"pair\" runs,";
  private static final String PAIR =
      "the future at, which no worker of the pool \"pair\" has begun,";

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.everySpecial().stream())
        .filter(python -> python.major() == 3);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aPoolThatWaitsForItselfIsTold(Pythons.Python python) throws IOException {
    compare(
        python,
        "",
        Map.of(
            "MainThread", MAIN + " pair_0",
            "pair_0", PAIR + " whose 2 workers all wait, pair_1",
            "pair_1", PAIR + " whose 2 workers all wait, pair_0",
            "lonely_0",
                "the future at, which no worker of the pool \"lonely\" has begun, whose only worker"
                    + " waits, lonely_0"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aWorkerThatMayGoOnHelps(Pythons.Python python) throws IOException {
    compare(
        python,
        "spare",
        Map.of("MainThread", MAIN + " pair_0", "pair_0", MAIN + " pair_2", "pair_1", PAIR + " -"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aWorkerThatGivesUpHelps(Pythons.Python python) throws IOException {
    compare(
        python,
        "timed",
        Map.of(
            "MainThread", MAIN + " pair_0", "pair_0", PAIR + " -", "pair_1", PAIR + " - (timed)"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void anotherThreadMayCancel(Pythons.Python python) throws IOException {
    compare(
        python,
        "helped",
        Map.of(
            "MainThread", MAIN + " pair_0",
            "pair_0", PAIR + " whose 2 workers all wait, - helper may cancel it",
            "pair_1", PAIR + " whose 2 workers all wait, - helper may cancel it"));
  }

  static Stream<Pythons.Python> eachMinor() {
    return Pythons.eachMinor().stream();
  }

  @ParameterizedTest
  @MethodSource("eachMinor")
  void whoRunsAFutureIsToldWithoutTheQueue(Pythons.Python python) throws IOException {
    try (RunningFixture process = Fixture.startPython(python, "pool-starved", "timed")) {
      awaitWaits(process, 3);
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        Inspector damaged = withoutQueue(core);
        assertEquals(MAIN + " pair_0", found(damaged).get("MainThread"));
        String what = "the work that no worker of the pool \"pair\" has begun: ";
        List<Problem> problems = assertInstanceOf(LockInspector.class, damaged).locks().problems();
        assertEquals(1, problems.stream().filter(p -> p.what().startsWith(what)).count());
      } finally {
        Files.delete(file);
      }
    }
  }

  /// The queue of the pool seems to have no type.
  private static Inspector withoutQueue(Snapshot core) {
    Inspector inspector = Targets.inspector(core);
    ScriptThread main = Objects.requireNonNull(Targets.threadsByName(inspector).get("MainThread"));
    ScriptFrame module = inspector.stack(main, Limits.DEFAULT).frames().getLast();
    long queue = inspector.evaluate(module, "pool._work_queue", Limits.DEFAULT).value().address();
    PythonRuntime runtime = Targets.runtime(core);
    long type = queue + runtime.layout().offset("object.sizeof") - Long.BYTES;
    Memory memory = new Patched(core.memory(), Map.of(type, 0x60L));
    return new CPythonInspector(Veiled.withMemory(core, memory), runtime);
  }

  private static void compare(Pythons.Python python, String kind, Map<String, String> expected)
      throws IOException {
    try (RunningFixture process = Fixture.startPython(python, "pool-starved", kind)) {
      awaitWaits(process, expected.size());
      try (Snapshot live = LiveProcess.open(process.pid())) {
        assertEquals(new TreeMap<>(expected), found(live));
      }
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        assertEquals(new TreeMap<>(expected), found(core));
      } finally {
        Files.delete(file);
      }
    }
  }

  /// Each thread goes to sleep a moment after all are there.
  private static void awaitWaits(RunningFixture process, int count) {
    int there = 0;
    while (there < count && process.isAlive() && !Thread.currentThread().isInterrupted()) {
      try (Snapshot live = LiveProcess.open(process.pid())) {
        there = found(live).size();
      }
    }
  }

  private static Map<String, String> found(Snapshot snapshot) {
    return found(Targets.inspector(snapshot));
  }

  private static Map<String, String> found(Inspector inspector) {
    Map<Long, String> names =
        inspector.threads().stream()
            .collect(Collectors.toMap(t -> t.tid().orElseThrow(), ScriptThread::name));
    Map<String, String> found = new TreeMap<>();
    for (Wait wait : assertInstanceOf(LockInspector.class, inspector).locks().waits()) {
      String holder = wait.holder().map(h -> names.getOrDefault(h.tid(), "?")).orElse("-");
      found.put(
          names.getOrDefault(wait.tid(), "?"),
          wait.what().replaceAll(" 0x[0-9a-f]+", "").replaceAll("thread \\d+", "thread")
              + " "
              + holder
              + (wait.timed() ? " (timed)" : "")
              + told(wait, names));
    }
    return found;
  }

  private static String told(Wait wait, Map<Long, String> names) {
    return Pattern.compile("thread (\\d+)")
        .matcher(wait.told().isEmpty() ? "" : " " + wait.told())
        .replaceAll(id -> names.getOrDefault(Long.parseLong(id.group(1)), "?"));
  }
}
