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
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.Task.Ref;
import io.github.pmdb.interpreter.Task.Resource;
import io.github.pmdb.interpreter.Task.Waiting;
import io.github.pmdb.interpreter.TaskInspector;
import io.github.pmdb.interpreter.TaskReport;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What tasks wait for of asyncio's locks, events and queues, who holds it, and who waits for whom.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TaskLocksTest {
  private static final int MOST = 1_000;

  private static final Map<String, String> ALWAYS =
      Map.ofEntries(
          Map.entry("third", "the asyncio.Lock `lock` at: one for ever"),
          Map.entry("conditions", "the asyncio.Condition `condition` at:"),
          Map.entry("holds-condition", "the asyncio.Event `forever` at:"),
          Map.entry(
              "wants-condition", "the asyncio.Lock `lock._lock` at: holds-condition for ever"),
          Map.entry("semaphore-1", "the asyncio.Event `forever` at:"),
          Map.entry("semaphore-2", "the asyncio.Event `forever` at:"),
          Map.entry("semaphore-3", "the asyncio.Semaphore `lock` at: semaphore-1, semaphore-2"),
          Map.entry("by-hand", "the asyncio.Event `forever` at:"),
          Map.entry("wants-plain", "the asyncio.Lock `lock` at:"),
          Map.entry("gets", "an item of the asyncio.Queue at:"),
          Map.entry("puts", "room in the asyncio.Queue at:"),
          Map.entry("joins", "all items of the asyncio.Queue at to be done:"));

  private static final Map<String, String> CROSSWISE =
      Map.of(
          "one", "the asyncio.Lock `other.lock` at: two for ever",
          "two", "the asyncio.Lock `other.lock` at: one for ever",
          "child", "the asyncio.Lock `lock` at: itself for ever",
          "shielded", "the asyncio.Lock `lock` at: shields for ever",
          "collected", "the asyncio.Lock `lock` at: collects for ever");

  private static final Map<String, String> CROSSING =
      Map.of(
          "one", "the asyncio.Lock `other.lock` at: two for ever",
          "two", "the asyncio.Lock `other.lock` at: one for ever");

  private static final Map<String, String> BUSY =
      Map.of(
          "one", "the asyncio.Lock `other.lock` at: two for ever",
          "two", "the asyncio.Event `forever` at:");

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.everySpecial().stream())
        .filter(python -> python.major() == 3 && python.minor() >= 8)
        .filter(python -> python.imports("asyncio"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void tasksThatWaitForEachOtherAreTold(Pythons.Python python) throws IOException {
    Set<Set<String>> circles =
        Set.of(
            Set.of("one", "two"),
            Set.of("itself", "child"),
            Set.of("shields", "shielded"),
            Set.of("collects", "collected"));
    compare(python, "", CROSSWISE, circles);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void tasksThatWillGoOnAreNoDeadlock(Pythons.Python python) throws IOException {
    compare(python, "busy", BUSY, Set.of());
  }

  /// What they wait for is told of 3.12 and newer, in which `wait_for` makes no task of its own.
  @ParameterizedTest
  @MethodSource("pythons")
  void tasksThatGiveUpAreNoDeadlock(Pythons.Python python) throws IOException {
    Map<String, String> given =
        Map.of(
            "one", "the asyncio.Lock `lock` at: two for ever",
            "two", "the asyncio.Lock `lock` at: one for ever");
    compare(python, "timed", python.minor() >= 12 ? given : Map.of(), Set.of());
  }

  /// The first child that fails ends the wait of a group, and of a `gather`; a timer may cancel.
  @ParameterizedTest
  @MethodSource("pythons")
  void tasksOfWhichAnotherMayFailAreNoDeadlock(Pythons.Python python) throws IOException {
    Map<String, String> given = new TreeMap<>();
    given.put("one", "the asyncio.Lock `other.lock` at: two for ever");
    given.put("two", "the asyncio.Lock `other.lock` at: one for ever");
    given.put("gathered", "the asyncio.Lock `lock` at: gathers for ever");
    given.put("nested", "the asyncio.Lock `lock` at: nests for ever");
    given.put("late", "the asyncio.Lock `lock` at: cancels for ever");
    given.put("later", "the asyncio.Lock `lock` at: gives_up for ever");
    if (python.minor() >= 11) {
      given.put("grouped", "the asyncio.Lock `lock` at: groups for ever");
    }
    compare(python, "failing", given, Set.of(Set.of("one", "two")));
  }

  /// Another thread may cancel a task by `call_soon_threadsafe`.
  @ParameterizedTest
  @MethodSource("pythons")
  void tasksThatAnotherThreadMayReachAreNoSureDeadlock(Pythons.Python python) throws IOException {
    compare(python, "threads", CROSSING, Set.of(Set.of("one", "two")));
  }

  /// So may the thread of a timer, which has nothing of the program on its stack before.
  @ParameterizedTest
  @MethodSource("pythons")
  void tasksThatATimerMayReachAreNoSureDeadlock(Pythons.Python python) throws IOException {
    compare(python, "timer", CROSSING, Set.of(Set.of("one", "two")));
  }

  /// A worker of a pool that has no work can not, nor can who waits for the loop's thread to end.
  @ParameterizedTest
  @MethodSource("pythons")
  void tasksThatNoThreadWillReachAreASureDeadlock(Pythons.Python python) throws IOException {
    compare(python, "joined", CROSSING, Set.of(Set.of("one", "two")));
  }

  private static void compare(
      Pythons.Python python, String kind, Map<String, String> more, Set<Set<String>> circles)
      throws IOException {
    Map<String, String> expected = new TreeMap<>(ALWAYS);
    expected.putAll(more);
    try (RunningFixture running = Fixture.startPython(python, "asyncio-crosswise", kind)) {
      awaitIdle(running);
      try (Snapshot live = LiveProcess.open(running.pid())) {
        check(live, running, expected, circles);
      }
      Path file = CoreMaker.gcore(running.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        check(core, running, expected, circles);
      } finally {
        Files.delete(file);
      }
    }
  }

  /// It says that it is ready a moment before its last task waits, and before its threads stand
  /// where they will stay.
  private static void awaitIdle(RunningFixture running) {
    boolean runs = true;
    while (runs && running.isAlive() && !Thread.currentThread().isInterrupted()) {
      try (Snapshot live = LiveProcess.open(running.pid())) {
        TaskReport report = tasks(live);
        List<Long> helpers = helpers(Targets.inspector(live));
        runs =
            report.tasks().stream().anyMatch(task -> task.state() != Task.State.WAITING)
                || report.circles().stream().anyMatch(c -> !c.others().equals(helpers));
      }
    }
  }

  private static List<Long> helpers(Inspector inspector) {
    return Stream.ofNullable(Targets.threadsByName(inspector).get("helper"))
        .map(thread -> thread.tid().orElseThrow())
        .toList();
  }

  private static TaskReport tasks(Snapshot snapshot) {
    return assertInstanceOf(TaskInspector.class, Targets.inspector(snapshot)).tasks(MOST);
  }

  private static void check(
      Snapshot snapshot,
      RunningFixture running,
      Map<String, String> expected,
      Set<Set<String>> circles) {
    TaskReport report = tasks(snapshot);
    Map<String, String> found = new TreeMap<>();
    report.tasks().stream()
        .filter(task -> !task.name().startsWith("Task-"))
        .forEach(task ->
            task.waiting()
                .flatMap(Waiting::resource)
                .ifPresent(resource -> found.put(task.name(), text(resource))));
    assertEquals(expected, found);
    assertEquals(
        circles,
        report.circles().stream()
            .map(c -> c.tasks().stream().map(Ref::name).collect(Collectors.toSet()))
            .collect(Collectors.toSet()));
    Inspector inspector = Targets.inspector(snapshot);
    Map<String, ScriptThread> threads = Targets.threadsByName(inspector);
    List<Long> helpers = helpers(inspector);
    report.circles().forEach(circle -> assertEquals(helpers, circle.others()));
    List<LockInspector.TaskCircle> told =
        assertInstanceOf(LockInspector.class, inspector).locks().circles();
    assertEquals(circles.size(), told.size());
    OptionalLong loop =
        Optional.ofNullable(threads.get("loop"))
            .map(ScriptThread::tid)
            .orElse(OptionalLong.of(running.pid()));
    told.forEach(circle -> assertEquals(loop, OptionalLong.of(circle.tid())));
    told.forEach(circle -> assertEquals(helpers.isEmpty(), circle.sure()));
  }

  private static String text(Resource resource) {
    Set<String> holders =
        resource.holders().stream().map(Ref::name).collect(Collectors.toCollection(TreeSet::new));
    return resource.what().replaceAll(" at 0x[0-9a-f]+", " at")
        + ":"
        + (holders.isEmpty() ? "" : " " + String.join(", ", holders))
        + (resource.sure() ? " for ever" : "");
  }
}
