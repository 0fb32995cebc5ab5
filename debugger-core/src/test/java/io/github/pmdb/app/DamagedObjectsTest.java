package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One object that is damaged takes nothing with it of what lies beside it.
@Timeout(120)
class DamagedObjectsTest {
  @TempDir Path directory;

  static Stream<Pythons.Python> pythons() {
    return Pythons.eachMinor().stream().filter(python -> python.imports("ctypes"));
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void theRestIsShown(Pythons.Python python) {
    try (RunningFixture running = Fixture.startPython(python, "damaged")) {
      String core = CoreMaker.gcore(running.pid(), directory).toString();
      List<String> commands = List.of("py-bt-full", "py-up", "py-exceptions");
      String shown = PlainGdb.asPmdb(List.of("core", core), commands);
      assertTrue(shown.contains("      kept = 21\n      ? = 22\n"), shown);
      assertTrue(shown.contains("      HEAD = 16\n"), shown);
      assertTrue(shown.contains("note: cannot read 8 bytes at 0x"), shown);
      boolean wholeTuple = python.minor() <= 10;
      assertEquals(
          wholeTuple, shown.contains("note: variables of #1 nameless: cannot read "), shown);
      assertEquals(shown, PlainGdb.in(directory).run(List.of("-c", core), commands));
    }
  }
}
