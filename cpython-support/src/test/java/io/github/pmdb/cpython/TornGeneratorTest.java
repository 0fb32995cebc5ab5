package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A thread that stands between the two writes by which CPython takes a generator's frame off its
/// stack.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TornGeneratorTest {
  private static final int FIRST_WITH_LINKED_FRAMES = 11;
  private static final int OWNED_BY_GENERATOR = 1;

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream().filter(p -> p.minor() >= FIRST_WITH_LINKED_FRAMES);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void callersThatAreNotLinkedAreSaidToBeUnknown(Pythons.Python python) throws IOException {
    Path said = Targets.said(directory);
    try (RunningFixture process = Targets.start(python, "generators.py", said)) {
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        PythonRuntime runtime = Targets.runtime(core);
        ScriptStack whole = stack(new CPythonInspector(core, runtime));
        assertEquals(List.of(), whole.problems());
        Layout layout = runtime.layout();
        long generator = generator(core, layout, whole);
        long link = generator + layout.offset("iframe.previous");
        Snapshot torn =
            new Veiled(core, new Patched(core.memory(), Map.of(link, 0L)), core.objects());
        ScriptStack rest = stack(new CPythonInspector(torn, runtime));
        assertEquals(generator, rest.frames().getLast().address());
        assertTrue(
            rest.problems().getFirst().what().contains("was being entered or left"),
            () -> rest.problems().toString());
      } finally {
        Files.delete(file);
      }
    }
  }

  private static ScriptStack stack(Inspector inspector) {
    return inspector.stack(inspector.threads().getFirst(), Limits.DEFAULT);
  }

  private static long generator(Snapshot core, Layout layout, ScriptStack stack) {
    return stack.frames().stream()
        .mapToLong(ScriptFrame::address)
        .filter(a -> core.memory().u8(a + layout.offset("iframe.owner")) == OWNED_BY_GENERATOR)
        .findFirst()
        .orElseThrow();
  }
}
