package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.LockInspector.Pause;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What threads wait for in functions of the standard library, the user's line, and where a thread
/// took a lock that it waits for itself, against what the program says of itself.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class PausesTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.specialsThere());
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void theUsersLineIsTold(Pythons.Python python) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.start(python, "pauses.py", said)) {
      Map<String, String> expected =
          Files.readAllLines(said).stream()
              .collect(
                  Collectors.toMap(line -> line.split("\t")[0], l -> l, (a, _) -> a, TreeMap::new));
      Instant end = Instant.now().plus(LIMIT);
      Map<String, String> found = found(process, expected);
      while (!found.equals(expected) && Instant.now().isBefore(end)) {
        found = found(process, expected);
      }
      assertEquals(expected, found);
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        assertEquals(expected, found(core, expected));
        if (python.major() == 3) {
          assertEquals(truth(said), taken(core, said.resolveSibling("pauses.py")));
        }
      } finally {
        Files.delete(file);
      }
    }
  }

  static Stream<Pythons.Python> withPools() {
    return pythons().filter(python -> python.imports("multiprocessing.synchronize"));
  }

  @ParameterizedTest
  @MethodSource("withPools")
  void aForkedWorkerDoesNotWaitInItsParentsFrames(Pythons.Python python) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.start(python, "pool-worker.py", said)) {
      long worker = Long.parseLong(Files.readString(said).strip());
      Pause expected =
          new Pause("work for a pool", Optional.empty(), "multiprocessing.pool.worker");
      Instant end = Instant.now().plus(LIMIT);
      while (!pauses(worker).contains(expected) && Instant.now().isBefore(end)) {
        Thread.onSpinWait();
      }
      assertEquals(List.of(expected), pauses(worker));
      process.type("done");
    }
  }

  private static List<Pause> pauses(long pid) {
    try (Snapshot live = LiveProcess.open(pid)) {
      Inspector inspector = Targets.inspector(live);
      return inspector.threads().stream()
          .flatMap(thread -> locks(inspector).pause(thread).stream())
          .toList();
    }
  }

  private static Map<String, String> found(RunningFixture process, Map<String, String> expected) {
    try (Snapshot live = LiveProcess.open(process.pid())) {
      return found(live, expected);
    }
  }

  private static Map<String, String> found(Snapshot snapshot, Map<String, String> expected) {
    Inspector inspector = Targets.inspector(snapshot);
    Map<String, String> lines = new TreeMap<>();
    for (ScriptThread thread : inspector.threads()) {
      Optional<Pause> pause = locks(inspector).pause(thread);
      if (pause.isPresent() && expected.containsKey(thread.name())) {
        String line = pause.get().at().map(at -> Integer.toString(at.line())).orElse("-");
        List<String> parts = List.of(thread.name(), pause.get().what(), line, pause.get().by());
        lines.put(thread.name(), String.join("\t", parts));
      }
    }
    return lines;
  }

  private static LockInspector locks(Inspector inspector) {
    return assertInstanceOf(LockInspector.class, inspector);
  }

  private static List<String> truth(Path said) {
    Path source = said.resolveSibling("pauses.py");
    return List.of(
        "book: -",
        "transfer: " + Fixture.lineOf(source, "            self.lock.acquire()"),
        "<module>: -");
  }

  private static List<String> taken(Snapshot core, Path program) throws IOException {
    List<String> source = Files.readAllLines(program);
    Inspector inspector = Targets.inspector(core);
    ScriptThread main =
        inspector.threads().stream()
            .filter(t -> t.name().equals("MainThread"))
            .findFirst()
            .orElseThrow();
    Wait wait =
        locks(inspector).locks().waits().stream()
            .filter(w -> w.tid() == main.tid().orElseThrow())
            .findFirst()
            .orElseThrow();
    assertEquals(Optional.empty(), wait.holder());
    return inspector.stack(main, Limits.DEFAULT).frames().stream()
        .map(frame ->
            name(frame)
                + ": "
                + locks(inspector)
                    .taken(
                        frame,
                        OptionalLong.of(wait.address()),
                        line -> Optional.of(source.get(line - 1)))
                    .map(String::valueOf)
                    .orElse("-"))
        .toList();
  }

  private static String name(ScriptFrame frame) {
    return frame.function().substring(frame.function().lastIndexOf('.') + 1);
  }
}
