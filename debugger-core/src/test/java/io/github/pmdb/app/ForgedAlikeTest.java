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
        PlainGdb.asPmdb(List.of("core", core), commands)
            .replaceAll("(?m)^pmdb: (.*)\\R {6}", "$1\n  ")
            .replaceAll("(?m)^pmdb: ", "");
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
      assertAlike(running, commands, "the mappingproxy there leads to no other object");
    }
  }

  @Test
  void aMethodOfItselfHasNoAttributesOfAFunction() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "forged")) {
      List<String> commands = List.of("py-up 4", "py-print endless.nope");
      assertAlike(running, commands, "method has no `nope`");
    }
  }

  /// A file may be named as one of the library is, and a Counter be longer than is sorted.
  @Test
  void whatLooksLikeTheLibraryIsShownAsItIs() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "forged")) {
      List<String> commands = List.of("py-up 4", "py-print titles", "py-print counted");
      assertAlike(running, commands, "= [<app.Enum object at 0x");
      assertAlike(running, commands, "the most common of only 10000 of its 20000 counts");
    }
  }

  @Test
  void aLongExpressionIsRefusedWhole() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "forged")) {
      String command = "py-print titles" + "[0]".repeat(1_001);
      assertAlike(running, List.of(command), "an expression has at most 1000 attributes and keys");
    }
  }

  /// Threads of a free-threaded build have copies of the bytecode since 3.14.
  @Test
  void aGeneratorThatAnotherThreadAdvancedStandsWhereItDid() {
    Pythons.Python python = Pythons.special(3, "t").getLast();
    int line = Fixture.lineOf(Fixture.python("elsewhere"), "yield here");
    try (RunningFixture running = Fixture.startPython(python, "elsewhere")) {
      String wanted = "line %d, in of_another_thread".formatted(line);
      assertAlike(running, List.of("py-generators of_another_thread"), wanted);
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
