package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Embeddable;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
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

/// Stacks of sub-interpreters that a program in C has made by `Py_NewInterpreter`, and which
/// threads of its own run.
@Timeout(120)
class EmbeddedInterpretersTest {
  /// Names of the kernel's threads by the functions that they run.
  private static final Map<String, String> RUNNERS =
      Map.of("in_main", "newinterpreter", "in_foreign", "foreign", "in_own", "own");

  @TempDir static Path directory;

  static Stream<Embeddable> embeddables() throws IOException {
    return Embeddable.all();
  }

  @ParameterizedTest
  @MethodSource("embeddables")
  void theirThreadsAreTold(Embeddable embeddable) throws IOException {
    try (RunningFixture process =
        Fixture.start(embeddable.command("newinterpreter", embeddable.library()))) {
      awaitInside(process);
      Map<Long, String> names;
      try (Snapshot live = LiveProcess.open(process.pid())) {
        names =
            live.threads().stream().collect(Collectors.toMap(ThreadInfo::tid, ThreadInfo::name));
      }
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        assertEquals(RUNNERS, runners(core, names));
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
        Map<Long, String> names =
            live.threads().stream().collect(Collectors.toMap(ThreadInfo::tid, ThreadInfo::name));
        there = runners(live, names).equals(RUNNERS);
      }
    }
  }

  private static Map<String, String> runners(Snapshot snapshot, Map<Long, String> names) {
    Inspector inspector = Targets.inspector(snapshot);
    Map<String, String> found = new TreeMap<>();
    for (ScriptThread thread : inspector.threads()) {
      inspector.stack(thread, Limits.DEFAULT).frames().stream()
          .findFirst()
          .ifPresent(frame ->
              found.put(
                  frame.function(),
                  thread.tid().isPresent() ? names.get(thread.tid().getAsLong()) : "unknown"));
    }
    return found;
  }
}
