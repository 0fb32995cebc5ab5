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
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who waits for which lock of `multiprocessing`, and what is known of who has it.
@Timeout(60)
class SharedLocksTest {
  private static final String OTHERS =
      "; outside; - no thread of this process has taken it: another process did, ";

  private static final String GONE = OTHERS + "which may have ended since";
  private static final String SIGNAL = OTHERS + "or has yet to release it";

  private static final Map<String, String> WAITS =
      Map.of(
          "of_gone",
          "the multiprocessing.Lock `lock` at 0x" + GONE,
          "of_place",
          "the multiprocessing.Semaphore `places` at 0x" + SIGNAL,
          "of_signal",
          "the multiprocessing.Semaphore `signal` at 0x" + SIGNAL,
          "of_queue",
          "the multiprocessing.Lock `given._rlock` at 0x" + GONE,
          "of_main",
          "the multiprocessing.Lock `mine` at 0x; outside; perhaps MainThread"
              + " this process has taken it once more than released it; others may have, too",
          "of_owner",
          "the multiprocessing.RLock `again` at 0x; owner the lock names its owner");

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.specialsThere())
        .filter(python -> python.imports("_multiprocessing"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void whatIsKnownOfThemIsTold(Pythons.Python python) throws IOException {
    try (RunningFixture process = Fixture.startPython(python, "shared-locks")) {
      awaitWaits(process);
      try (Snapshot live = LiveProcess.open(process.pid())) {
        assertEquals(WAITS, waits(live));
      }
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        assertEquals(WAITS, waits(core));
      } finally {
        Files.delete(file);
      }
    }
  }

  /// Each thread goes to sleep a moment after the program has said that it is ready.
  private static void awaitWaits(RunningFixture process) {
    boolean there = false;
    while (!there && process.isAlive() && !Thread.currentThread().isInterrupted()) {
      try (Snapshot live = LiveProcess.open(process.pid())) {
        there = waits(live).size() == WAITS.size();
      }
    }
  }

  private static Map<String, String> waits(Snapshot snapshot) {
    Inspector inspector = Targets.inspector(snapshot);
    Map<Long, String> names =
        inspector.threads().stream()
            .collect(Collectors.toMap(t -> t.tid().orElseThrow(), ScriptThread::name));
    Map<String, String> found = new TreeMap<>();
    for (Wait wait : assertInstanceOf(LockInspector.class, inspector).locks().waits()) {
      String holder =
          wait.holder().map(h -> (h.sure() ? "" : "perhaps ") + names.get(h.tid())).orElse("-");
      String what = wait.what().replaceAll("0x[0-9a-f]+", "0x");
      found.put(
          names.getOrDefault(wait.tid(), "?"),
          what + (wait.outside() ? "; outside; " : "; ") + holder + " " + wait.told());
    }
    return found;
  }
}
