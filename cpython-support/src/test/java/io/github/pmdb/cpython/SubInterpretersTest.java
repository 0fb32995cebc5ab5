package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Which thread runs the code of a sub-interpreter.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SubInterpretersTest {
  /// Names of the threads by the functions that they run.
  private static final Map<String, String> RUNNERS =
      Map.of("deep_0", "runner-0", "deep_1", "runner-1");

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.everySpecial().stream())
        .filter(python -> python.major() == 3 && python.minor() >= 8)
        .filter(p -> p.imports("_xxsubinterpreters") || p.imports("_interpreters"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void threadsOfInterpretersOfTheirOwnAreTold(Pythons.Python python) throws IOException {
    compare(python, "own");
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void threadsOfInterpretersThatAnotherThreadMadeAreTold(Pythons.Python python) throws IOException {
    compare(python, "");
  }

  private static void compare(Pythons.Python python, String kind) throws IOException {
    String[] arguments = kind.isEmpty() ? new String[0] : new String[] {kind};
    try (RunningFixture process = Fixture.startPython(python, "subinterpreters", arguments)) {
      awaitInside(process);
      try (Snapshot live = LiveProcess.open(process.pid())) {
        assertEquals(RUNNERS, runners(live));
      }
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        assertEquals(RUNNERS, runners(core));
      } finally {
        Files.delete(file);
      }
    }
  }

  /// A thread says that it is there a moment before it sleeps.
  private static void awaitInside(RunningFixture process) {
    boolean there = false;
    while (!there && process.isAlive() && !Thread.currentThread().isInterrupted()) {
      try (Snapshot live = LiveProcess.open(process.pid())) {
        there = runners(live).equals(RUNNERS);
      }
    }
  }

  private static Map<String, String> runners(Snapshot snapshot) {
    Inspector inspector = Targets.inspector(snapshot);
    List<ScriptThread> threads = inspector.threads();
    Map<OptionalLong, ScriptThread> own = new HashMap<>();
    threads.stream().filter(t -> t.group() == 0).forEach(t -> own.put(t.tid(), t));
    Map<String, String> found = new TreeMap<>();
    for (ScriptThread thread : threads) {
      if (thread.group() != 0) {
        String runner =
            Optional.ofNullable(own.get(thread.tid()))
                .filter(runs -> runs.pthread().equals(thread.pthread()))
                .map(ScriptThread::name)
                .orElse("another");
        inspector.stack(thread, Limits.DEFAULT).frames().stream()
            .findFirst()
            .ifPresent(frame -> found.put(frame.function(), runner));
      }
    }
    return found;
  }
}
