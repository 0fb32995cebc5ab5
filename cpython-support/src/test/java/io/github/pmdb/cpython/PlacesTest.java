package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.SourceInspector;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Files and functions that a breakpoint may name.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PlacesTest {
  static Stream<Pythons.Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.everySpecial().stream())
        .filter(python -> python.imports("resource"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void whatIsLoadedIsNamed(Pythons.Python python) {
    Path source = Fixture.python("deep");
    try (RunningFixture process = Fixture.startPython(python, "deep", "100");
        Snapshot live = LiveProcess.open(process.pid())) {
      SourceInspector sources = assertInstanceOf(SourceInspector.class, Targets.inspector(live));
      assertEquals(List.of("visit"), sources.places("vis"));
      assertEquals(List.of("Node.__init__"), sources.places("Node."));
      assertEquals(List.of("deep.Node.__init__"), sources.places("deep.No"));
      assertEquals(
          List.of("deep.py:wait", "deep.py:walk"),
          sources.places("deep.py:wa").stream().sorted().toList());
      assertTrue(sources.places("dee").contains("deep.py:"));
      assertTrue(sources.places("").contains("deep.py:"));
      assertTrue(sources.places("genericpath.exis").contains("genericpath.exists"));
      assertEquals(List.of("python/deep.py:"), sources.places("python/de"));
      assertEquals(List.of(source + ":"), sources.places(source.getParent() + "/dee"));
      assertEquals(List.of(), sources.places("deep.py:nobody"));
      assertEquals(List.of(), sources.places("other.py:wa"));
    }
  }
}
