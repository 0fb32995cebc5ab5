package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Pythons.Python;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the runtime does, where Python 2, debug and free-threaded builds say it in ways of their
/// own.
class SpecialBuildsTest {
  @TempDir static Path directory;

  static Stream<Python> python2() {
    return Stream.of("", "d").flatMap(flags -> Pythons.special(2, flags).stream());
  }

  static Stream<Python> debug() {
    return Pythons.special(3, "d").stream();
  }

  static Stream<Python> freeThreaded() {
    return Pythons.special(3, "t").stream();
  }

  private static RunningFixture start(Python python, String state) {
    String script = python.major() == 2 ? "states2.py" : "states.py";
    Path program = directory.resolve(script);
    try (InputStream in = SpecialBuildsTest.class.getResourceAsStream(script)) {
      Files.write(program, Objects.requireNonNull(in).readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    RunningFixture process =
        RunningFixture.start(List.of(python.program().toString(), program.toString(), state));
    process.awaitReady();
    return process;
  }

  private static Snapshot core(RunningFixture process) {
    return CoreFiles.open(CoreMaker.gcore(process.pid(), directory), CoreOptions.DEFAULT);
  }

  private static List<String> notes(Inspector inspector, String name) {
    Map<String, ScriptThread> threads = Targets.threadsByName(inspector);
    return Objects.requireNonNull(threads.get(name), threads::toString).notes();
  }

  @ParameterizedTest
  @MethodSource("python2")
  void python2TellsWhoHoldsTheGil(Python python) {
    try (RunningFixture process = start(python, "computing");
        Snapshot core = core(process)) {
      Inspector inspector = Targets.inspector(core);
      assertEquals(List.of("holds the GIL"), notes(inspector, "busy"));
      assertEquals(List.of(), notes(inspector, "idle"));
      assertTrue(inspector.facts().contains("GIL held by thread " + process.pid()));
    }
  }

  @ParameterizedTest
  @MethodSource("python2")
  void python2NamesTheExceptionThatIsHandled(Python python) {
    try (RunningFixture process = start(python, "handling");
        Snapshot core = core(process)) {
      List<String> notes = notes(Targets.inspector(core), "MainThread");
      assertTrue(notes.contains("handling KeyError('missing',)"), notes::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("debug")
  void aDebugBuildIsSaidToBeOne(Python python) {
    try (RunningFixture process = start(python, "computing");
        Snapshot core = core(process)) {
      Inspector inspector = Targets.inspector(core);
      assertEquals(List.of("holds the GIL"), notes(inspector, "busy"));
      assertTrue(inspector.facts().contains("debug build"), () -> "" + inspector.facts());
    }
  }

  @ParameterizedTest
  @MethodSource("freeThreaded")
  void aFreeThreadedBuildHasNoGilToHold(Python python) {
    try (RunningFixture process = start(python, "computing");
        Snapshot core = core(process)) {
      Inspector inspector = Targets.inspector(core);
      assertEquals(List.of(), notes(inspector, "busy"));
      assertTrue(inspector.facts().contains("GIL disabled"), () -> "" + inspector.facts());
    }
  }
}
