package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A code object whose table of lines can not be read.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LineTableTest {
  private static final long UNMAPPED = 0x10;

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aFrameTellsThatItsLineIsNotKnown(Pythons.Python python) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.start(python, "generators.py", said)) {
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        PythonRuntime runtime = Targets.runtime(core);
        ScriptFrame whole = innermost(new CPythonInspector(core, runtime));
        assertEquals("", whole.problem());
        long slot = tableOf(core, runtime.layout(), whole.address());
        Snapshot damaged =
            new Veiled(core, new Patched(core.memory(), Map.of(slot, UNMAPPED)), core.objects());
        ScriptFrame frame = innermost(new CPythonInspector(damaged, runtime));
        assertEquals("stands_still", frame.function());
        assertEquals(
            Fixture.lineOf(said.resolveSibling("generators.py"), "def stands_still"), frame.line());
        assertEquals(Certainty.GUESSED, frame.certainty());
        assertTrue(frame.problem().contains("the table of lines is lost"), frame::problem);
      } finally {
        Files.delete(file);
      }
    }
  }

  private static ScriptFrame innermost(Inspector inspector) {
    return inspector.stack(inspector.threads().getFirst(), Limits.DEFAULT).frames().getFirst();
  }

  /// Address of the word that points at the table.
  private static long tableOf(Snapshot core, Layout layout, long frame) {
    String code =
        layout.has("iframe.f_executable")
            ? "iframe.f_executable"
            : layout.has("iframe.f_code") ? "iframe.f_code" : "frame.f_code";
    String table = layout.has("code.co_linetable") ? "code.co_linetable" : "code.co_lnotab";
    return (core.memory().pointer(frame + layout.offset(code)) & ~1L) + layout.offset(table);
  }
}
