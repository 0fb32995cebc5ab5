package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.fixture.Wheels;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.TaskInspector;
import io.github.pmdb.interpreter.TaskReport;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Very many tasks, and damaged ones; what tasks are is compared by [MatrixTest].
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class TasksTest {
  private static final int MOST = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream().filter(python -> python.minor() >= 7);
  }

  static Stream<Pythons.Python> tooOld() {
    return Pythons.allWithOld().stream().filter(python -> python.minor() < 7);
  }

  static Stream<Pythons.Python> eachMinor() {
    return Pythons.eachMinor().stream();
  }

  static Stream<Pythons.Python> withEagerTasks() {
    return eachMinor().filter(python -> python.minor() >= 12);
  }

  static Stream<Arguments> withUvloop() {
    return eachMinor()
        .filter(python -> python.minor() != 9)
        .map(python -> Arguments.of(python, Wheels.of(python, "uvloop").getLast()));
  }

  @BeforeAll
  static void program() throws IOException {
    for (String name : List.of("tasks.py", "tasks-many.py")) {
      try (InputStream in = TasksTest.class.getResourceAsStream(name)) {
        Files.copy(Objects.requireNonNull(in), directory.resolve(name));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("tooOld")
  void whereTasksCanNotBeReadItIsTold(Pythons.Python python) {
    try (RunningFixture process = Fixture.startPython(python, "hung-lock");
        Snapshot live = LiveProcess.open(process.pid())) {
      TaskReport report =
          assertInstanceOf(TaskInspector.class, Targets.inspector(live)).tasks(MOST);
      assertEquals(
          "tasks of asyncio are read from CPython 3.7 on", report.problems().getFirst().what());
    }
  }

  private static RunningFixture start(Pythons.Python python, String program, String... arguments) {
    Requirement.that(python.imports("asyncio"), "needs asyncio in " + python);
    List<String> command = new ArrayList<>(List.of(python.program().toString()));
    command.add(directory.resolve(program).toString());
    command.addAll(List.of(arguments));
    RunningFixture process = RunningFixture.start(command);
    process.awaitReady();
    return process;
  }

  @ParameterizedTest
  @MethodSource("eachMinor")
  void veryManyTasksAreCounted(Pythons.Python python) {
    try (RunningFixture process = start(python, "tasks-many.py", "30000");
        Snapshot live = LiveProcess.open(process.pid())) {
      TaskReport report = report(live, 500);
      assertEquals(30_001, report.total());
      assertEquals(500, report.tasks().size());
      assertTrue(report.problems().getFirst().what().startsWith("500 of 30001 tasks"));
    }
  }

  /// With what each waits for, which is told by the frames of all.
  @ParameterizedTest
  @MethodSource("eachMinor")
  void veryManyTasksAreReadWhereThatIsAskedFor(Pythons.Python python) {
    try (RunningFixture process = start(python, "tasks-many.py", "30000");
        Snapshot live = LiveProcess.open(process.pid())) {
      TaskReport report = report(live, 40_000);
      assertEquals(List.of(), report.problems());
      assertEquals(30_001, report.tasks().size());
      long told =
          report.tasks().stream()
              .filter(task -> task.waiting().flatMap(Task.Waiting::resource).isPresent())
              .count();
      assertEquals(30_000, told);
    }
  }

  @ParameterizedTest
  @MethodSource("eachMinor")
  void anIdleLoopSaysThatItHasCountedNotAll(Pythons.Python python) {
    countedNotAll(python, "30000");
  }

  /// A process may wait for that, a core does not.
  @ParameterizedTest
  @MethodSource("eachMinor")
  void ofACoreAllAreCounted(Pythons.Python python) throws IOException {
    try (RunningFixture process = start(python, "tasks-many.py", "30000")) {
      awaitIdle(process);
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        Inspector inspector = Targets.inspector(core);
        assertEquals(
            List.of("the event loop of asyncio is idle, 30001 tasks are pending: `py-tasks`"),
            inspector.reasons(inspector.threads().getFirst(), List.of()));
      } finally {
        Files.delete(file);
      }
    }
  }

  /// A verdict reads no more than other questions do, a list of tasks what was asked for.
  @ParameterizedTest
  @MethodSource("eachMinor")
  void tasksWithManyFramesAreCountedAsFarAsThatIsQuick(Pythons.Python python) {
    countedNotAll(python, "9000", "30");
  }

  private static void countedNotAll(Pythons.Python python, String... arguments) {
    try (RunningFixture process = start(python, "tasks-many.py", arguments)) {
      String reason = awaitIdle(process);
      assertTrue(reason.startsWith("the event loop of asyncio is idle, at least "), () -> reason);
    }
  }

  private static String awaitIdle(RunningFixture process) {
    List<String> reasons = List.of();
    while (reasons.isEmpty() && process.isAlive() && !Thread.currentThread().isInterrupted()) {
      try (Snapshot live = LiveProcess.open(process.pid())) {
        Inspector inspector = Targets.inspector(live);
        reasons = inspector.reasons(inspector.threads().getFirst(), List.of());
      }
    }
    return reasons.getFirst();
  }

  /// Their tasks run in the moment they are made, without their loop.
  @ParameterizedTest
  @MethodSource("withEagerTasks")
  void eagerTasksAreTold(Pythons.Python python) throws IOException {
    compare(python, "eager");
  }

  /// Its loops are written in C and keep their thread to themselves.
  @ParameterizedTest
  @MethodSource("withUvloop")
  void loopsOfUvloopAreRunByTheirThreads(Pythons.Python python, Wheels.Wheel wheel)
      throws IOException {
    compare(python, wheel.folder().toString());
  }

  private static void compare(Pythons.Python python, String kind) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    Tally tally = new Tally();
    try (RunningFixture process = start(python, "tasks.py", said.toString(), kind);
        Snapshot live = LiveProcess.open(process.pid())) {
      TaskComparison.add(report(live, MOST), TrueTasks.read(said), process.pid(), tally);
    }
    tally.allMatch(Aspect.TASKS, Aspect.CHAINS).atLeast(Aspect.CHAINS, 20);
  }

  /// Wrong bytes in a core cost what they lie in, and time at most.
  @ParameterizedTest
  @MethodSource("pythons")
  void damagedTasksAreReadAsFarAsTheyGo(Pythons.Python python) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, "tasks.py", said.toString())) {
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        PythonRuntime runtime = Targets.runtime(core);
        for (int oneIn : new int[] {20_000, 2_000, 200}) {
          Snapshot damaged =
              new Veiled(core, new Flipped(core.memory(), oneIn, oneIn), core.objects());
          assertTimeout(LIMIT, () -> new CPythonInspector(damaged, runtime).tasks(MOST));
        }
      }
      Files.delete(file);
    }
  }

  static TaskReport report(Snapshot snapshot, int most) {
    return assertInstanceOf(TaskInspector.class, Targets.inspector(snapshot)).tasks(most);
  }
}
