package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real interpreters that blocked after writing down their own frames and values: what is read must
/// be what they wrote, from the process and from a core, with and without symbols, and as far as it
/// goes without the files that were mapped.
class TruthfulTest {
  @TempDir static Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.allWithOld().stream();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void readsWhatTheTargetSays(Pythons.Python python) throws IOException {
    try (Targets target = Targets.truthful(python, directory)) {
      try (Snapshot live = LiveProcess.open(target.process().pid())) {
        everything(python, live, target.truth());
      }
      Path file = CoreMaker.gcore(target.process().pid(), directory);
      try (Snapshot core = CoreFiles.open(file, CoreOptions.DEFAULT)) {
        everything(python, core, target.truth());
        everything(python, Veiled.withoutSymbols(core), target.truth());
        Inspector bare = Targets.inspector(Veiled.withoutFiles(core));
        Comparison.of(bare, target.truth()).framesAreRight().valuesAreMostlyRight(80);
      }
      Files.delete(file);
    }
  }

  private static void everything(Pythons.Python python, Snapshot snapshot, Truth truth) {
    Inspector inspector = Targets.inspector(snapshot);
    assertEquals("CPython " + python.version(), inspector.title());
    Comparison.of(inspector, truth).framesAreRight().valuesAreRight();
  }
}
