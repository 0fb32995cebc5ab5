package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.Value;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
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
