package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.TrueFibers.Seen;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.fixture.Wheels;
import io.github.pmdb.fixture.Wheels.Wheel;
import io.github.pmdb.interpreter.FiberInspector;
import io.github.pmdb.interpreter.FiberReport;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Greenlets of each release of the library, compared with what it says of them itself.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GreenletsTest {
  private static final int MOST = 1_000;

  @TempDir static Path directory;

  static Stream<Arguments> greenlets() {
    return Pythons.eachMinor().stream()
        .flatMap(python ->
            Wheels.of(python, "greenlet").stream().map(wheel -> Arguments.of(python, wheel)));
  }

  /// No release has wheels for later ones.
  static Stream<Arguments> freeThreaded() {
    return Pythons.special(3, "t").stream()
        .filter(python -> python.minor() <= 14)
        .map(python -> Arguments.of(python, Wheels.of(python, "greenlet").getLast()));
  }

  /// The newest release for each interpreter.
  static Stream<Arguments> newest() {
    return Pythons.eachMinor().stream()
        .map(python -> Arguments.of(python, Wheels.of(python, "greenlet").getLast()));
  }

  static Stream<Arguments> gevents() {
    return Pythons.eachMinor().stream()
        .map(python -> Arguments.of(python, Wheels.of(python, "gevent").getLast()));
  }

  static Stream<Arguments> eventlets() {
    return Stream.of(10, 13)
        .map(Pythons::require)
        .map(python -> Arguments.of(python, Wheels.of(python, "eventlet").getLast()));
  }

  @BeforeAll
  static void programs() throws IOException {
    for (String name : List.of("greenlets.py", "gevents.py", "eventlets.py", "idle-hub.py")) {
      try (InputStream in = GreenletsTest.class.getResourceAsStream(name)) {
        Files.copy(Objects.requireNonNull(in), directory.resolve(name));
      }
    }
  }

  private static RunningFixture start(
      Pythons.Python python, Wheel wheel, String program, Path said, String... more) {
    List<String> command = new ArrayList<>(List.of(python.program().toString()));
    command.add(directory.resolve(program).toString());
    command.add(said.toString());
    command.add(wheel.folder().toString());
    command.addAll(List.of(more));
    RunningFixture process = RunningFixture.start(command);
    process.awaitReady();
    awaitSleep(process);
    return process;
  }

  /// Its threads go on for a moment after it has said that it is ready.
  private static void awaitSleep(RunningFixture process) {
    boolean asleep = false;
    while (!asleep && process.isAlive() && !Thread.currentThread().isInterrupted()) {
      try (Snapshot now = LiveProcess.open(process.pid())) {
        asleep = now.threads().stream().allMatch(thread -> thread.state().code() == 'S');
      }
    }
  }

  @ParameterizedTest
  @MethodSource("greenlets")
  void aRunningProcessTellsWhatTheLibraryTells(Pythons.Python python, Wheel wheel)
      throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, wheel, "greenlets.py", said);
        Snapshot live = LiveProcess.open(process.pid())) {
      FiberReport report = report(live, MOST);
      assertTrue(report.library().endsWith("(bundled layout)"), report::library);
      compare(said, report);
    }
  }

  @ParameterizedTest
  @MethodSource("newest")
  void aCoreTellsTheSame(Pythons.Python python, Wheel wheel) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, wheel, "greenlets.py", said)) {
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        compare(said, report(core, MOST));
      } finally {
        Files.delete(file);
      }
    }
  }

  /// The layout of a release that nobody has seen is found in the target.
  @ParameterizedTest
  @MethodSource("newest")
  void anUnknownReleaseIsExplored(Pythons.Python python, Wheel wheel) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, wheel, "greenlets.py", said, "1.99");
        Snapshot live = LiveProcess.open(process.pid())) {
      FiberReport report = report(live, MOST);
      assertEquals("greenlet 1.99 (layout found in the target)", report.library());
      compare(said, report);
    }
  }

  /// Those have no lists of their objects, and longer headers in front of them.
  @ParameterizedTest
  @MethodSource("freeThreaded")
  void freeThreadedBuildsAreLookedThrough(Pythons.Python python, Wheel wheel) throws IOException {
    aRunningProcessTellsWhatTheLibraryTells(python, wheel);
    aCoreTellsTheSame(python, wheel);
    anUnknownReleaseIsExplored(python, wheel);
  }

  @ParameterizedTest
  @MethodSource("gevents")
  void geventTellsItsFunctions(Pythons.Python python, Wheel wheel) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, wheel, "gevents.py", said);
        Snapshot live = LiveProcess.open(process.pid())) {
      compare(said, report(live, MOST));
    }
  }

  @ParameterizedTest
  @MethodSource("eventlets")
  void eventletTellsItsFunctions(Pythons.Python python, Wheel wheel) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, wheel, "eventlets.py", said);
        Snapshot live = LiveProcess.open(process.pid())) {
      compare(said, report(live, MOST));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gevent", "eventlet"})
  void anIdleHubPointsAtTheGreenlets(String library) {
    Pythons.Python python = Pythons.require(13);
    Path wheels = Wheels.of(python, library).getLast().folder();
    List<String> command =
        List.of(
            python.program().toString(),
            directory.resolve("idle-hub.py").toString(),
            library,
            wheels.toString());
    try (RunningFixture process = RunningFixture.start(command)) {
      process.awaitReady();
      List<String> reasons = List.of();
      while (reasons.isEmpty() && process.isAlive() && !Thread.currentThread().isInterrupted()) {
        try (Snapshot live = LiveProcess.open(process.pid())) {
          Inspector inspector = Targets.inspector(live);
          reasons = inspector.reasons(inspector.threads().getFirst(), List.of());
        }
      }
      assertEquals(List.of("the hub is idle, 4 greenlets are suspended: `py-greenlets`"), reasons);
    }
  }

  @ParameterizedTest
  @MethodSource("newest")
  void manyAreCounted(Pythons.Python python, Wheel wheel) throws IOException {
    Path said = Files.createTempFile(directory, "said", "");
    try (RunningFixture process = start(python, wheel, "greenlets.py", said);
        Snapshot live = LiveProcess.open(process.pid())) {
      FiberReport report = report(live, 5);
      assertEquals(TrueFibers.read(said).size(), report.total());
      assertEquals(5, report.fibers().size());
      assertTrue(report.problems().getFirst().what().startsWith("5 of "), report::toString);
    }
  }

  private static void compare(Path said, FiberReport report) {
    Map<Long, Seen> truth = TrueFibers.read(said);
    assertEquals(List.of(), report.problems());
    assertEquals(lines(truth), lines(TrueFibers.of(report.fibers(), truth)));
    assertTrue(report.fibers().stream().allMatch(fiber -> fiber.problem().isEmpty()));
  }

  private static String lines(Map<Long, Seen> fibers) {
    StringBuilder text = new StringBuilder();
    fibers.forEach((address, seen) -> text.append(address).append(' ').append(seen).append('\n'));
    return text.toString();
  }

  private static FiberReport report(Snapshot snapshot, int most) {
    return assertInstanceOf(FiberInspector.class, Targets.inspector(snapshot)).fibers(most);
  }
}
