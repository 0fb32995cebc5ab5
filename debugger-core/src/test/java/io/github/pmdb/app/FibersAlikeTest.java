package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.fixture.Wheels;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Tasks, greenlets and generators in plain gdb and in pmdb.
@Timeout(120)
class FibersAlikeTest {
  @TempDir Path directory;
  private PlainGdb gdb;

  @BeforeEach
  void bundle() {
    gdb = PlainGdb.in(directory);
  }

  private static List<Pythons.Python> eachMinor() {
    return Pythons.eachMinor();
  }

  /// The newest release of the library for each interpreter, and the oldest of all.
  private static Stream<Arguments> withGreenlets() {
    Pythons.Python oldest = Pythons.eachMinor().getFirst();
    Stream<Arguments> newest =
        Pythons.eachMinor().stream()
            .map(python -> Arguments.of(python, Wheels.of(python, "greenlet").getLast()));
    return Stream.concat(
        Stream.of(Arguments.of(oldest, Wheels.of(oldest, "greenlet").getFirst())), newest);
  }

  @ParameterizedTest
  @MethodSource("eachMinor")
  void tasksAreToldAlike(Pythons.Python python) {
    Requirement.that(python.imports("asyncio"), "needs a Python with asyncio");
    try (RunningFixture running = Fixture.startPython(python, "asyncio-stuck")) {
      List<String> commands =
          List.of(
              "py-tasks",
              "py-tasks --most 2",
              "py-threads",
              "py-generators",
              "py-generators fetch",
              "py-generators --most 1",
              "py-generators nobody");
      gdb.assertAlike(running, directory, commands, "waits for 2 of the 2 that it gathers");
    }
  }

  @ParameterizedTest
  @MethodSource("eachMinor")
  void locksOfTasksAreToldAlike(Pythons.Python python) {
    Requirement.that(python.imports("asyncio"), "needs a Python with asyncio");
    for (String kind : List.of("", "failing", "threads", "timer", "joined")) {
      try (RunningFixture running = Fixture.startPython(python, "asyncio-crosswise", kind)) {
        gdb.assertAlike(
            running, directory, List.of("py-tasks"), ": it is in the `async with` of it at ");
      }
    }
  }

  /// What `OtherThreadsTest` asks of the reader in Java.
  @Test
  void aStackThatLacksFramesIsNotIdle() {
    String frame = "types.SimpleNamespace(file='/lib/threading.py', function='Condition.wait')";
    String stacks = "[(1, [], True), (2, [%s], False), (3, [%s], True)]".formatted(frame, frame);
    String imports = "import types; from pmdb_python.tasks import others; ";
    String asked = "python %sprint(others.beside(None, %s, {}, set()))".formatted(imports, stacks);
    assertEquals("[1, 2]\n", gdb.run(List.of(), List.of(asked)));
  }

  @ParameterizedTest
  @MethodSource("withGreenlets")
  void greenletsAreToldAlike(Pythons.Python python, Wheels.Wheel wheel) {
    try (RunningFixture running =
        Fixture.startPython(python, "greenlets", wheel.folder().toString())) {
      List<String> commands = List.of("py-greenlets", "py-greenlets --most 3", "py-generators");
      gdb.assertAlike(running, directory, commands, "[3 more greenlets like this one: at 0x");
    }
  }

  @Test
  void theThreadOfALoopOfUvloopIsToldAlike() {
    Pythons.Python python = Pythons.require(11);
    String folder = Wheels.of(python, "uvloop").getLast().folder().toString();
    try (RunningFixture running = Fixture.startPython(python, "asyncio-stuck", folder)) {
      gdb.assertAlike(running, directory, List.of("py-tasks"), ", run by thread " + running.pid());
    }
  }

  @Test
  void greenletsAndGeneratorsOfAFreeThreadedBuildAreToldAlike() {
    Pythons.Python python = Pythons.special(3, "t").getFirst();
    greenletsAreToldAlike(python, Wheels.of(python, "greenlet").getLast());
    try (RunningFixture running = Fixture.startPython(python, "generators")) {
      gdb.assertAlike(running, directory, List.of("py-generators"), "generator squares at 0x");
    }
  }
}
