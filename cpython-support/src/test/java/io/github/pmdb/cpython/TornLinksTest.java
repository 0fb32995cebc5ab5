package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.layout.Layout;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.interpreter.Interpreter.Detection;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.SnapshotView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A running process that is read just while a thread is added to its list.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TornLinksTest {
  /// How often what is there before is read.
  private static final int FIRST = 3;

  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    Stream<Pythons.Python> free =
        Pythons.specialsThere().filter(python -> python.flags().equals("t"));
    return Stream.concat(Stream.of(Pythons.require(11), Pythons.any()), free);
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void theInterpreterIsFoundWhileAThreadIsAdded(Pythons.Python python) throws IOException {
    try (Targets target = Targets.truthful(python, directory)) {
      Path file = CoreMaker.gcore(target.process().pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        PythonRuntime runtime = Targets.runtime(core);
        Layout layout = runtime.layout();
        long thread =
            core.memory().pointer(runtime.interpreter() + layout.offset("interp.tstate_head"));
        Memory changing =
            new Changing(core.memory(), thread + layout.offset("tstate.prev"), thread, FIRST);
        assertInstanceOf(
            Detection.Found.class,
            new CPython().detect(new Torn(core, changing, runtime.interpreter(), thread)));
      }
      Files.delete(file);
    }
  }

  /// Seems to run, and to have got the memory of a thread after its mappings were listed.
  private static final class Torn extends SnapshotView {
    private final Memory memory;
    private final long listed;
    private final long unlisted;

    Torn(Snapshot real, Memory memory, long listed, long unlisted) {
      super(real);
      this.memory = memory;
      this.listed = listed;
      this.unlisted = unlisted;
    }

    @Override
    public Memory memory() {
      return memory;
    }

    @Override
    public Consistency consistency() {
      return Consistency.TORN;
    }

    @Override
    public List<Mapping> mappings() {
      return super.mappings().stream()
          .filter(m -> m.contains(listed) || !m.contains(unlisted))
          .toList();
    }
  }
}
