package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.TrueTasks.TrueFrame;
import io.github.pmdb.cpython.TrueTasks.TrueTask;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.cpython.locate.RuntimeSearch;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Tasks of a program that wrote down what asyncio itself knows of them.
class TasksTest {
  private static final int MOST = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream().filter(python -> python.minor() >= 7);
  }

  static Stream<Pythons.Python> eachMinor() {
    return Pythons.eachMinor().stream();
  }

  @BeforeAll
  static void program() throws IOException {
    for (String name : List.of("tasks.py", "tasks-many.py")) {
      try (InputStream in = TasksTest.class.getResourceAsStream(name)) {
        Files.copy(Objects.requireNonNull(in), directory.resolve(name));
      }
    }
  }

  private static RunningFixture start(Pythons.Python python, String program, String argument) {
    List<String> ask = List.of(python.program().toString(), "-c", "import asyncio");
    Requirement.that(Finished.run(ask).exit() == 0, "needs asyncio in " + python);
    RunningFixture process =
        RunningFixture.start(
            List.of(python.program().toString(), directory.resolve(program).toString(), argument));
    process.awaitReady();
    return process;
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void tasksAreWhatAsyncioSays(Pythons.Python python) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, "tasks.py", said.toString())) {
      TrueTasks truth = TrueTasks.read(said);
      try (Snapshot live = LiveProcess.open(process.pid())) {
        compare(report(live, MOST), truth, process.pid());
      }
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        compare(report(core, MOST), truth, process.pid());
        compare(report(Veiled.withoutSymbols(core), MOST), truth, process.pid());
      }
      Files.delete(file);
    }
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

  /// Wrong bytes in a core cost what they lie in, and time at most.
  @ParameterizedTest
  @MethodSource("pythons")
  void damagedTasksAreReadAsFarAsTheyGo(Pythons.Python python) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, "tasks.py", said.toString())) {
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        PythonRuntime runtime =
            assertInstanceOf(
                    RuntimeSearch.Outcome.Located.class,
                    new RuntimeSearch(core, core.memory()).run())
                .runtime();
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

  private static void compare(TaskReport report, TrueTasks truth, long pid) {
    assertEquals(List.of(), report.problems());
    Map<Long, Task> found =
        report.tasks().stream().collect(Collectors.toMap(Task::address, Function.identity()));
    for (TrueTask expected : truth.tasks()) {
      Task task = found.remove(expected.address());
      if (task == null) {
        assertTrue(isFinished(expected.state()), () -> "not found: " + expected);
      } else {
        compare(expected, task, truth);
        boolean runs = expected.state() == Task.State.RUNNING;
        assertEquals(runs ? OptionalLong.of(pid) : OptionalLong.empty(), task.tid());
      }
    }
    assertEquals(Map.of(), found, "tasks that the program does not have");
    assertEquals(2, report.loops().size());
    assertEquals(
        2, report.loops().stream().flatMapToLong(loop -> loop.tid().stream()).distinct().count());
  }

  private static boolean isFinished(Task.State state) {
    return Set.of(Task.State.DONE, Task.State.FAILED, Task.State.CANCELLED).contains(state);
  }

  private static void compare(TrueTask expected, Task task, TrueTasks truth) {
    String which = expected.label() + ": " + task;
    assertEquals("", task.problem(), which);
    assertEquals(expected.name(), task.name(), which);
    assertEquals(expected.type(), task.type(), which);
    assertEquals(expected.coroutine(), task.coroutine(), which);
    assertEquals(expected.state(), task.state(), which);
    assertEquals(expected.loop(), task.loop(), which);
    if (expected.state() == Task.State.WAITING) {
      assertEquals(expected.waiter(), task.waiting().orElseThrow().address(), which);
      assertEquals(
          expected.children(),
          task.waiting().orElseThrow().tasks().stream()
              .map(child -> truth.at(child.address()).label())
              .collect(Collectors.toSet()),
          which);
    }
    frames(expected, task, which);
    outcome(expected, task);
  }

  /// A task that runs has gone on after it wrote down where it is.
  private static void frames(TrueTask expected, Task task, String which) {
    boolean runs = expected.state() == Task.State.RUNNING;
    List<TrueFrame> frames =
        task.frames().stream()
            .map(frame -> new TrueFrame(frame.function(), frame.file(), frame.line()))
            .toList();
    int sure = expected.frames().size() - (runs ? 1 : 0);
    assertEquals(
        expected.frames().subList(0, sure), runs ? frames.subList(0, sure) : frames, which);
    if (runs) {
      assertEquals("stand_still", frames.get(sure).function());
    }
  }

  private static void outcome(TrueTask expected, Task task) {
    String outcome =
        switch (expected.label()) {
          case "done" -> "[1, 2]";
          case "failed" -> "ValueError('text')";
          default -> "";
        };
    assertEquals(outcome, task.outcome());
  }
}
