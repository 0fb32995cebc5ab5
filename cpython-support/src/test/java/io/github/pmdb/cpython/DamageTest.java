package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.cpython.locate.PythonRuntime;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Memory with wrong bytes all over: answers come, in time, and only the two expected exceptions.
class DamageTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final int MOST = 100;

  /// By how many bytes there are to a wrong one: what is answered at least.
  private static final Map<Integer, Integer> LEAST = Map.of(20_000, 100, 2_000, 1, 200, 1);

  /// Where bytes are wrong by chance, those of a type that all depends on may be.
  private static final int TRIES = 8;

  @TempDir static Path directory;

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
        LEAST.forEach((oneIn, least) -> {
          String which = python + ", one wrong byte in " + oneIn;
          int answers = 0;
          for (int seed = oneIn; seed < oneIn + TRIES && answers < least; seed++) {
            Snapshot damaged =
                new Veiled(core, new Flipped(core.memory(), seed, oneIn), core.objects());
            answers =
                assertTimeoutPreemptively(LIMIT, () -> askEverything(damaged, runtime), which);
          }
          int most = answers;
          assertTrue(most >= least, () -> which + ": only " + most + " answers");
        });
      }
      Files.delete(file);
    }
  }

  private static int askEverything(Snapshot damaged, PythonRuntime runtime) {
    new CPython().detect(damaged);
    return Questions.askAll(new CPythonInspector(damaged, runtime), MOST);
  }
}
