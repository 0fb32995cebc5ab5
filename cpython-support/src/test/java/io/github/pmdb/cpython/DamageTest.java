package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Memory with wrong bytes all over: answers come, in time, and only the two expected exceptions.
class DamageTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private int answers;

  static Stream<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream();
  }

  static Stream<Pythons.Python> special() {
    return Pythons.everySpecial().stream();
  }

  @ParameterizedTest
  @MethodSource("special")
  void survivesWrongBytesOfSpecialBuilds(Pythons.Python python) throws IOException {
    survivesWrongBytes(python);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void survivesWrongBytes(Pythons.Python python) throws IOException {
    try (Targets target = Targets.truthful(python, directory)) {
      Path file = CoreMaker.gcore(target.process().pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        PythonRuntime runtime = Targets.runtime(core);
        for (int oneIn : new int[] {20_000, 2_000, 200}) {
          Snapshot damaged =
              new Veiled(core, new Flipped(core.memory(), oneIn, oneIn), core.objects());
          assertTimeoutPreemptively(
              LIMIT, () -> askEverything(damaged, runtime), "one wrong byte in " + oneIn);
        }
      }
      Files.delete(file);
    }
    assertTrue(answers > 100, () -> "only " + answers + " answers");
  }

  private void askEverything(Snapshot damaged, PythonRuntime runtime) {
    new CPython().detect(damaged);
    Inspector inspector = new CPythonInspector(damaged, runtime);
    answers += inspector.facts().size();
    for (ScriptThread thread : inspector.threads()) {
      for (ScriptFrame frame : inspector.stack(thread, Limits.DEFAULT).frames()) {
        ask(inspector, frame);
      }
    }
  }

  private void ask(Inspector inspector, ScriptFrame frame) {
    try {
      answers += inspector.locals(frame, Limits.DEFAULT).size();
      answers += inspector.lookup(frame, "print", Limits.DEFAULT).isPresent() ? 1 : 0;
    } catch (MemoryFault | UserError expected) {
      assertTrue(!String.valueOf(expected.getMessage()).isEmpty());
    }
  }
}
