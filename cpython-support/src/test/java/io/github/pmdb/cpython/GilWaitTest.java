package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Threads that hold the GIL, wait for it, and wait for something else.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GilWaitTest {
  private static final Map<String, List<String>> NOTES =
      Map.of(
          "MainThread", List.of("holds the GIL"),
          "wants_the_gil", List.of("waits for the GIL"),
          "waits_for_a_lock", List.of());

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream()
        .filter(python -> python.minor() >= 7 && python.imports("ctypes"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void waitingForTheLockIsTold(Pythons.Python python) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.start(python, "gil.py", said)) {
      awaitNotes(process);
      compare(said, live(process));
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        compare(said, Targets.inspector(core).threads());
      } finally {
        Files.delete(file);
      }
    }
  }

  /// The thread wants the GIL a moment after the other one has got it for good.
  private static void awaitNotes(RunningFixture process) {
    boolean there = false;
    while (!there && process.isAlive() && !Thread.currentThread().isInterrupted()) {
      there = live(process).stream().anyMatch(t -> t.notes().contains("waits for the GIL"));
    }
  }

  private static List<ScriptThread> live(RunningFixture process) {
    try (Snapshot live = LiveProcess.open(process.pid())) {
      return Targets.inspector(live).threads();
    }
  }

  private static void compare(Path said, List<ScriptThread> threads) throws IOException {
    Map<String, Long> pthreads = new TreeMap<>();
    for (String line : Files.readAllLines(said)) {
      pthreads.put(line.split("\t")[0], Long.parseLong(line.split("\t")[1]));
    }
    Map<String, List<String>> notes = new TreeMap<>();
    Map<String, Long> found = new TreeMap<>();
    for (ScriptThread thread : threads) {
      notes.put(thread.name(), thread.notes());
      found.put(thread.name(), thread.pthread().orElse(0));
    }
    assertEquals(new TreeMap<>(NOTES), notes);
    assertEquals(pthreads, found);
  }
}
