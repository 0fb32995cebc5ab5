package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.fixture.Wheels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Objects whose pointers lead back to themselves, in plain gdb and in pmdb.
@Timeout(120)
class ForgedAlikeTest {
  @TempDir Path directory;

  private void assertAlike(RunningFixture running, List<String> commands, String wanted) {
    String core = CoreMaker.gcore(running.pid(), directory).toString();
    String expected =
        PlainGdb.asPmdb(List.of("core", core), commands).replaceAll("(?m)^pmdb: ", "");
    assertTrue(expected.contains(wanted), expected);
    assertEquals(expected, PlainGdb.in(directory).run(List.of("-c", core), commands));
  }

  /// The links of a generator in the collector's list lead back to it, away from the list's head.
  @Test
  void aRingInAListOfTheCollectorEnds() {
    try (RunningFixture running = Fixture.startPython(Pythons.require(11), "forged")) {
      assertAlike(running, List.of("py-generators"), "it leads back to there");
    }
  }

  @Test
  void aMappingOfItselfHasNoItems() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "forged")) {
      List<String> commands = List.of("py-up 4", "py-print whole['key']", "py-print proxy['key']");
      assertAlike(running, commands, "the mappingproxy there leads to no mapping");
    }
  }

  @Test
  void aMethodOfItselfIsNoFunctionOfAGreenlet() {
    Pythons.Python python = Pythons.require(11);
    String folder = Wheels.of(python, "greenlet").getLast().folder().toString();
    try (RunningFixture running = Fixture.startPython(python, "forged", folder)) {
      assertAlike(running, List.of("py-greenlets"), "Worker");
    }
  }
}
