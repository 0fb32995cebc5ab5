package io.github.pmdb.cpython.frame;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.cpython.frame.PositionTable.Format;
import io.github.pmdb.cpython.frame.PositionTable.Position;
import io.github.pmdb.interpreter.ScriptFrame.Columns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tables that CPython 3.9, 3.10 and 3.11 made of one function, and what they say themselves of it
/// (`dis.findlinestarts`, `co_positions`):
///
/// ```python
/// def f(a):
///     x = a
///
///
///     while x:
///         x = (x -
///              1); y = 'äöü'; x.bar
///     return [
///         x]
/// ```
class PositionTableTest {
  private static final String LOCATIONS =
      "8000d808098041f006000b0cf000020525d80d0ed80d0ef103010e0f8801d8151d901198719c759875"
          + "f005000b0cf000020525f00800090af003010c0bf00001050b";

  private static PositionTable table(Format format, String hex) {
    return new PositionTable(format, HexFormat.of().parseHex(hex), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2", "3, 2", "4, 5", "7, 5", "8, 6", "10, 7", "12, 6", "16, 7", "27, 7", "28, 9", "30, 8"
  })
  void lnotab(int offset, int line) {
    PositionTable table = table(Format.LNOTAB, "000104030401020102ff04010c0202ff");
    assertEquals(Position.of(line), table.at(offset));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 2", "4, 5", "8, 6", "10, 7", "12, 6", "16, 7", "25, 7", "26, 5", "30, 9", "32, 8", "34, 8"
  })
  void linesOfThreeTen(int offset, int line) {
    PositionTable table = table(Format.LINES, "040104030201020104ff0a0104fe020404ff");
    assertEquals(Position.of(line), table.at(offset));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 0, 0",
    "2, 2, 2, 8, 9",
    "4, 2, 2, 4, 5",
    "6, 5, 5, 10, 11",
    "8, 5, 7, 4, 36",
    "12, 7, 7, 13, 14",
    "14, 6, 7, 13, 14",
    "17, 6, 7, 13, 14",
    "18, 6, 6, 8, 9",
    "20, 7, 7, 21, 29",
    "36, 7, 7, 31, 36",
    "42, 9, 9, 8, 9",
    "46, 8, 9, 4, 10"
  })
  void locations(int offset, int line, int endLine, int start, int end) {
    Position expected = new Position(line, Optional.of(new Columns(endLine, start, end)));
    assertEquals(expected, table(Format.LOCATIONS, LOCATIONS).at(offset));
  }

  @Test
  void whatHasNoPlaceIsWhereItsNeighbourIs() {
    // line 1, columns 8-9; then 8 units without a place
    PositionTable table = table(Format.LOCATIONS, "d00809ff");
    assertEquals(1, table.at(10).line());
    // a no-column entry, one line on
    assertEquals(Position.of(2), table(Format.LOCATIONS, "e802").at(0));
    // 3.10: -128 means no line
    assertEquals(Position.of(3), table(Format.LINES, "04020480").at(5));
  }

  @Test
  void aFrameThatHasNotStartedIsAtItsFirstLine() {
    for (Format format : Format.values()) {
      assertEquals(Position.of(1), table(format, "").at(-1));
      assertEquals(Position.of(1), table(format, "").at(100));
    }
  }

  /// The lines of a stretch are those of its instructions, whatever is between two of them.
  @Test
  void linesAreThoseOfEachInstruction() {
    List<Format> formats = List.of(Format.values());
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[2 + 2 * random.nextInt(20)];
      random.nextBytes(bytes);
      PositionTable table = new PositionTable(formats.get(i % formats.size()), bytes, 1);
      int start = random.nextInt(100);
      int end = start + 1 + random.nextInt(100);
      List<Integer> expected =
          IntStream.range(start, end).map(at -> table.at(at).line()).boxed().toList();
      assertEquals(
          withoutRepeats(expected), withoutRepeats(table.lines(start, end)), () -> "seed " + seed);
    }
  }

  private static List<Integer> withoutRepeats(List<Integer> lines) {
    List<Integer> kept = new ArrayList<>();
    for (int line : lines) {
      if (kept.isEmpty() || kept.getLast() != line) {
        kept.add(line);
      }
    }
    return kept;
  }

  /// A table as long as tables may be, of which each entry is asked for: to decode it anew for each
  /// takes hours.
  @Timeout(60)
  @Test
  void aLongTableIsDecodedOnce() {
    byte[] bytes = new byte[16 << 20];
    Arrays.fill(bytes, (byte) 1);
    PositionTable table = new PositionTable(Format.LNOTAB, bytes, 1);
    assertEquals(bytes.length / 2, table.lines(0, bytes.length / 2).size());
  }

  @Test
  void anythingIsATable() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      for (Format format : Format.values()) {
        PositionTable table = new PositionTable(format, bytes, 1);
        int offset = random.nextInt(200);
        assertDoesNotThrow(() -> table.at(offset), () -> "seed " + seed);
      }
    }
  }
}
