package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Embeddable;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each way to the runtime is taken when the surer ones are barred, and leads to the same frames.
class LocateTest {
  private static final String WAITING =
      "import threading; print('ready', flush=True); threading.Event().wait()";

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream();
  }

  static Stream<Pythons.Python> special() {
    return Pythons.everySpecial().stream();
  }

  @ParameterizedTest
  @MethodSource("special")
  void everyWayLeadsToTheFramesOfSpecialBuilds(Pythons.Python python) throws IOException {
    everyWayLeadsToTheSameFrames(python);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void everyWayLeadsToTheSameFrames(Pythons.Python python) throws IOException {
    try (Targets target = Targets.truthful(python, directory)) {
      Path file = CoreMaker.gcore(target.process().pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        if (core.objects().stream().anyMatch(o -> o.symbols().section(".PyRuntime").isPresent())) {
          Snapshot section = Veiled.without(core, name -> !name.equals(".PyRuntime"));
          leadsThere(section, ": section .PyRuntime at ", target.truth());
        }
        Snapshot code = Veiled.without(core, name -> !name.equals("PyInterpreterState_Head"));
        leadsThere(code, ": PyInterpreterState_Head loads from ", target.truth());
        leadsThere(Veiled.withoutSymbols(core), ownData(python), target.truth());
        leadsThere(
            Veiled.withoutData(core), "all writable memory: searched, since", target.truth());
        leadsThere(Veiled.withDuplicates(core, 64), "", target.truth());
      }
      Files.delete(file);
    }
  }

  private static String ownData(Pythons.Python python) {
    return python.major() == 3 && python.minor() >= 13
        ? ": debug offsets at "
        : ": a word of its data points at ";
  }

  private static void leadsThere(Snapshot snapshot, String step, Truth truth) {
    Inspector inspector = Targets.inspector(snapshot);
    assertTrue(
        inspector.evidence().stream().anyMatch(said -> said.contains(step)),
        () -> "no step '" + step + "' in " + String.join("\n", inspector.evidence()));
    Comparison.of(inspector, truth)
        .atLeast(Aspect.FRAMES, 80)
        .allMatch(Aspect.THREADS, Aspect.FRAMES, Aspect.LINES, Aspect.COLUMNS);
  }

  static Stream<Embeddable> embeddables() throws IOException {
    return Embeddable.all();
  }

  @ParameterizedTest
  @MethodSource("embeddables")
  void aProgramThatLoadsPythonUnderAnotherName(Embeddable embeddable) throws IOException {
    Path library = Files.createTempDirectory(directory, "embed").resolve("engine.so");
    Files.copy(embeddable.library(), library);
    List<String> command = embeddable.command("embed", library, WAITING);
    try (RunningFixture process = Fixture.start(command);
        Snapshot live = LiveProcess.open(process.pid())) {
      Inspector inspector = Targets.inspector(live);
      assertEquals("CPython " + embeddable.python().version(), inspector.title());
      List<ScriptFrame> frames = framesOnceItWaits(live);
      assertEquals("<module>", frames.getLast().function());
      assertTrue(inspector.evidence().getFirst().startsWith("engine.so: "));
      Path core = CoreMaker.gcore(process.pid(), directory);
      Files.delete(library);
      isFoundWithoutTheLibrary(core, embeddable);
      Files.delete(core);
    }
  }

  private static void isFoundWithoutTheLibrary(Path core, Embeddable embeddable) {
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      Inspector inspector = Targets.inspector(snapshot);
      assertEquals("CPython " + embeddable.python().version(), inspector.title());
      ScriptThread main = inspector.threads().getFirst();
      List<ScriptFrame> frames = inspector.stack(main, Limits.DEFAULT).frames();
      assertEquals("<module>", frames.getLast().function());
    }
  }

  /// It says that it is ready just before it calls what it waits in.
  private static List<ScriptFrame> framesOnceItWaits(Snapshot live) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          List<ScriptFrame> frames = List.of();
          while (frames.size() < 2) {
            Inspector inspector = Targets.inspector(live);
            frames = inspector.stack(inspector.threads().getFirst(), Limits.DEFAULT).frames();
          }
          return frames;
        });
  }

  /// A large program that is no Python is not searched: its symbol tables take a tenth of a second.
  @Test
  void aProgramWithoutPythonIsNotSearchedThrough() {
    try (RunningFixture process = Fixture.startC("threads-blocked");
        Snapshot live = LiveProcess.open(process.pid())) {
      assertFalse(live.objects().isEmpty());
      Snapshot watched =
          Veiled.without(
              live,
              name -> {
                assertTrue(new Throwable().getStackTrace()[1].getMethodName().matches(QUICK), name);
                return false;
              });
      assertInstanceOf(Detection.NotPresent.class, new CPython().detect(watched));
    }
  }

  @Test
  void ofThousandsOfFilesOnlyTheFirstAreLookedInto() throws IOException {
    try (Targets target = Targets.truthful(Pythons.require(11), directory)) {
      Path file = CoreMaker.gcore(target.process().pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        Detection detection = new CPython().detect(Veiled.withThousands(core));
        List<String> steps = assertInstanceOf(Detection.Failed.class, detection).steps();
        assertTrue(
            steps.contains("more than 64 files may hold CPython: the others were not looked into"),
            steps::toString);
        assertTrue(steps.size() < 1_000, () -> steps.size() + " steps");
      }
      Files.delete(file);
    }
  }

  private static final String QUICK = "exported|section";
}
