package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.LockInspector;
import io.github.pmdb.interpreter.LockInspector.LockReport;
import io.github.pmdb.interpreter.LockInspector.Wait;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who waits for which lock, where, and who holds it and how that is known, against what the
/// program says of itself.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LocksTest {
  private static final Pattern LINE = Pattern.compile("at .*, line (\\d+), in ");

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void locksAreTied(Pythons.Python python) throws IOException {
    compare(python);
  }

  static Stream<Pythons.Python> special() {
    return Pythons.everySpecial().stream().filter(python -> python.major() == 3);
  }

  @ParameterizedTest
  @MethodSource("special")
  void locksOfSpecialBuildsAreTied(Pythons.Python python) throws IOException {
    compare(python);
  }

  /// Of 2.7 only an `RLock` has an owner that is known.
  static Stream<Pythons.Python> python2() {
    return Pythons.everySpecial().stream().filter(python -> python.major() == 2);
  }

  @ParameterizedTest
  @MethodSource("python2")
  void locksOfPython2AreTied(Pythons.Python python) throws IOException {
    compare(python);
  }

  static Stream<Pythons.Python> withTables() {
    return Pythons.eachMinor().stream().filter(python -> python.minor() >= 11);
  }

  @ParameterizedTest
  @MethodSource("withTables")
  void hostileTablesAreReadInTime(Pythons.Python python) {
    try (RunningFixture process =
        Targets.start(python, "hostile_blocks.py", Targets.said(directory))) {
      awaitWaits(process, 1);
      try (Snapshot live = LiveProcess.open(process.pid())) {
        Wait wait = locks(Targets.inspector(live)).waits().getFirst();
        assertTrue(wait.told().startsWith("the lock names its owner"), wait.told());
      }
    }
  }

  private static void compare(Pythons.Python python) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process =
        Targets.start(python, python.major() == 2 ? "locks2.py" : "locks.py", said)) {
      List<String> truth = Files.readAllLines(said);
      Map<String, String> expected =
          truth.stream()
              .collect(
                  Collectors.toMap(line -> line.split("\t")[0], l -> l, (a, _) -> a, TreeMap::new));
      awaitWaits(process, truth.size());
      try (Snapshot live = LiveProcess.open(process.pid())) {
        assertEquals(expected, found(live));
      }
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        assertEquals(expected, found(core));
        Inspector inspector = Targets.inspector(core);
        assertSame(locks(inspector), locks(inspector), "read once of what stands still");
      } finally {
        Files.delete(file);
      }
    }
  }

  /// Each thread goes to sleep a moment after it said that it will.
  private static void awaitWaits(RunningFixture process, int count) {
    int there = 0;
    while (there < count && process.isAlive() && !Thread.currentThread().isInterrupted()) {
      try (Snapshot live = LiveProcess.open(process.pid())) {
        there = locks(Targets.inspector(live)).waits().size();
      }
    }
  }

  private static LockReport locks(Inspector inspector) {
    return assertInstanceOf(LockInspector.class, inspector).locks();
  }

  private static String how(Wait wait) {
    boolean sure = wait.holder().isEmpty() || wait.holder().get().sure();
    return wait.timed() ? "timed" : sure ? "for ever" : "perhaps";
  }

  private static Map<String, String> found(Snapshot snapshot) {
    Inspector inspector = Targets.inspector(snapshot);
    Map<Long, String> names =
        inspector.threads().stream()
            .collect(Collectors.toMap(t -> t.tid().orElseThrow(), ScriptThread::name));
    LockReport report = locks(inspector);
    assertEquals(List.of(), report.problems());
    Map<String, String> lines = new TreeMap<>();
    for (Wait wait : report.waits()) {
      Matcher evidence = LINE.matcher(wait.told());
      List<String> parts =
          List.of(
              names.getOrDefault(wait.tid(), "?"),
              Long.toHexString(wait.address()),
              Integer.toString(wait.at().line()),
              wait.holder().map(holder -> names.get(holder.tid())).orElse("-"),
              evidence.find() ? evidence.group(1) : "-",
              how(wait));
      lines.put(parts.getFirst(), String.join("\t", parts));
    }
    return lines;
  }
}
