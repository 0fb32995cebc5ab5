package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the commands of plain gdb tell where there is nothing to tell, or it is damaged.
@Timeout(120)
class PlainGdbTroubleTest {
  @TempDir Path directory;
  private PlainGdb gdb;

  @BeforeEach
  void bundle() {
    gdb = PlainGdb.in(directory);
  }

  @Test
  void aProgramWithoutPythonIsLeftAlone() {
    try (RunningFixture running = Fixture.startC("spin")) {
      List<String> target = List.of("-p", Long.toString(running.pid()));
      String output = gdb.run(target, List.of("py-bt", "py-threads", "py-list", "bt"));
      assertTrue(output.contains("no Python interpreter is in the target\n"), output);
      assertTrue(output.contains(" main "), output);
      assertSpeaksPlainly(output);
    }
    String nothing = gdb.run(List.of(), List.of("py-bt", "py-up", "py-print x"));
    assertTrue(nothing.contains("there is no program to look at\n  open a core with"), nothing);
    assertSpeaksPlainly(nothing);
  }

  @Test
  void wrongArgumentsAreToldWithTheUsage() {
    try (RunningFixture running = Fixture.startPython(Pythons.any(), "locals")) {
      List<String> wrong = List.of("py-bt x", "py-list a", "py-print", "py-up 1 2", "py-threads y");
      String output = gdb.run(List.of("-p", Long.toString(running.pid())), wrong);
      assertEquals(wrong.size(), output.lines().filter(l -> l.startsWith("  usage: py-")).count());
      assertSpeaksPlainly(output);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aDamagedCoreGivesNoTracebackOfOurs(long seed) throws Exception {
    List<Pythons.Python> all = Pythons.allWithOld();
    Pythons.Python python = all.get((int) (seed % all.size()));
    try (RunningFixture running = Fixture.startPython(python, "locals")) {
      Path core = CoreMaker.gcore(running.pid(), directory);
      damage(core, new Random(seed));
      String output = gdb.run(List.of("-c", core.toString()), PlainGdbTest.COMMANDS);
      assertSpeaksPlainly(output);
    }
  }

  /// Writes random words all over the segments.
  private static void damage(Path core, Random random) throws Exception {
    long size = Files.size(core);
    try (FileChannel file = FileChannel.open(core, StandardOpenOption.WRITE)) {
      for (int i = 0; i < 3_000; i++) {
        long at = 65_536 + Math.floorMod(random.nextLong(), size - 131_072) / 8 * 8;
        ByteBuffer word = ByteBuffer.allocate(8).putLong(random.nextLong()).flip();
        file.write(word, at);
      }
    }
  }

  private static void assertSpeaksPlainly(String output) {
    assertFalse(("\n" + output).contains("\nTraceback (most recent call last)"), output);
    assertFalse(output.contains("Python Exception"), output);
    assertFalse(output.contains(" failed: "), output);
  }
}
