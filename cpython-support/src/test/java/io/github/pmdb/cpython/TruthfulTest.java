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

  static Stream<Pythons.Python> python2() {
    return Pythons.special(2, "").stream();
  }

  static Stream<Pythons.Python> python2Debug() {
    return Pythons.special(2, "d").stream();
  }

  static Stream<Pythons.Python> debug() {
    return Pythons.special(3, "d").stream();
  }

  static Stream<Pythons.Python> freeThreaded() {
    return Pythons.special(3, "t").stream();
  }

  @ParameterizedTest
  @MethodSource("python2")
  void readsPython2(Pythons.Python python) throws IOException {
    readsWhatTheTargetSays(python);
  }

  /// Objects begin with two more pointers.
  @ParameterizedTest
  @MethodSource("python2Debug")
  void readsPython2WithTracedReferences(Pythons.Python python) throws IOException {
    readsWhatTheTargetSays(python);
  }

  @ParameterizedTest
  @MethodSource("debug")
  void readsDebugBuilds(Pythons.Python python) throws IOException {
    readsWhatTheTargetSays(python);
  }

  @ParameterizedTest
  @MethodSource("freeThreaded")
  void readsFreeThreadedBuilds(Pythons.Python python) throws IOException {
    readsWhatTheTargetSays(python);
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
    String build = python.flags().contains("t") ? "t" : "";
    assertEquals("CPython " + python.version() + build, inspector.title());
    Comparison.of(inspector, truth).framesAreRight().valuesAreRight();
  }
}
