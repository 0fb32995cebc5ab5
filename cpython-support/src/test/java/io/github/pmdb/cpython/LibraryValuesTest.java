package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.repr.library.Reprs;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Objects of the standard library against what Python itself shows of them.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LibraryValuesTest {
  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Stream.concat(
            Pythons.allWithOld().stream(),
            Pythons.everySpecial().stream().filter(python -> python.imports("array, _decimal")))
        .filter(python -> python.major() == 3);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void areShownAsPythonShowsThem(Pythons.Python python) throws IOException {
    SaidValues.areShown(python, "library-values", directory, "kept[\"%s\"]"::formatted);
  }

  /// Its length is read before its items.
  @Test
  void aQueueThatIsEmptiedMeanwhileIsShown() throws IOException {
    String said = Targets.said(directory).toString();
    try (RunningFixture process = Fixture.startPython(Pythons.any(), "library-values", said)) {
      Path file = CoreMaker.gcore(process.pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        PythonRuntime runtime = Targets.runtime(core);
        long deque = address(core, "kept['loop_queue']._queue");
        long size = deque + runtime.layout().offset("varobject.ob_size");
        Heap heap = new Heap(new Changing(core.memory(), size, 5, 1), runtime.layout(), Map.of());
        long queue = address(core, "kept['loop_queue']");
        Value value = Reprs.of(heap.of(runtime.interpreter()), queue, Limits.DEFAULT);
        assertTrue(value.text().contains("_queue=['a'] "), value.text());
      } finally {
        Files.delete(file);
      }
    }
  }

  private static long address(Snapshot core, String expression) {
    Inspector inspector = Targets.inspector(core);
    ScriptFrame main =
        inspector.stack(inspector.threads().getFirst(), Limits.DEFAULT).frames().stream()
            .filter(frame -> frame.function().equals("main"))
            .findFirst()
            .orElseThrow();
    return inspector.evaluate(main, expression, Limits.DEFAULT).value().address();
  }

  @Test
  void ofALongArrayOfCharactersIsToldThatItIsCut() {
    Pythons.Python old = Pythons.special(2, "").getFirst();
    try (RunningFixture process = Fixture.startPython(old, "locals2");
        Snapshot live = LiveProcess.open(process.pid())) {
      Inspector inspector = Targets.inspector(live);
      Limits few = new Limits(64, 6, 64, 100);
      Value value =
          inspector.stack(inspector.threads().getFirst(), few).frames().stream()
              .flatMap(frame -> inspector.lookup(frame, "wide", few).stream())
              .findFirst()
              .orElseThrow()
              .value();
      assertTrue(value.truncated(), value.text());
      assertTrue(value.text().startsWith("array('c', 'www"), value.text());
    }
  }
}
