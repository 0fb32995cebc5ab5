package io.github.pmdb.mi;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Lines that nobody wrote: whatever comes, the parser answers, and in linear time.
class MiParserMutationTest {
  /// Far more than parsing takes; a parser that is quadratic in these lengths takes hours.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final long SEED = Long.getLong("pmdb.seed", 20261121L);
  private static final List<String> SEEDS =
      List.of(
          "12^done,bkpt={number=\"1\",addr=\"<MULTIPLE>\",script={\"silent\",\"p x\"}},{number=\"1.1\"}",
          "*stopped,reason=\"signal-received\",frame={args=[{name=\"s\",value=\"0x1 \\\"a\\\\b\\\"\"}]}",
          "~\"Reading symbols from \\303\\244\\n\"",
          "=library-loaded,id=\"/lib/x.so\",ranges=[{from=\"0x1\",to=\"0x2\"}]",
          "partial output17^error,msg=\"No symbol \\\"x\\\".\",code=\"undefined-command\"");
  private static final String MARKS = "\"\\{}[]=,^*~&@0123456789\r\0\u00ff";

  @Test
  void randomChangesNeverThrow() {
    Random random = new Random(SEED);
    for (int i = 0; i < 50_000; i++) {
      byte[] line = mutated(random);
      try {
        MiParser.parseMixed(line).forEach(MiParserMutationTest::readAll);
      } catch (RuntimeException e) {
        fail("seed " + SEED + ", line " + i + ": " + MiConst.of(line), e);
      }
    }
  }

  private static byte[] mutated(Random random) {
    byte[] line = Escapes.utf8(SEEDS.get(random.nextInt(SEEDS.size())));
    for (int n = random.nextInt(6); n >= 0; n--) {
      line[random.nextInt(line.length)] = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
    }
    return java.util.Arrays.copyOf(line, random.nextInt(line.length) + 1);
  }

  private static void readAll(MiRecord record) {
    switch (record) {
      case MiRecord.Result(_, _, MiValue.Tuple results) -> readAll(results);
      case MiRecord.Async async -> readAll(async.results());
      case MiRecord.Console(MiConst text) -> readAll(text);
      case MiRecord.Target(MiConst text) -> readAll(text);
      case MiRecord.Log(MiConst text) -> readAll(text);
      case MiRecord.Unparsed(MiConst line, _) -> readAll(line);
      case MiRecord.Prompt _ -> {}
    }
  }

  private static void readAll(MiValue value) {
    assertNotNull(MiJson.tree(value).toString());
    if (value instanceof MiValue.Tuple tuple) {
      MiBreakpoint.in(tuple);
    }
  }

  @Test
  void longLinesOfBrokenPiecesEnd() {
    for (String piece :
        List.of(
            "{a=\"1\",b=[\"x\"]},",
            "\"\\\\\\303\",",
            "[",
            "1^done,",
            "9",
            "a=",
            "\\\"",
            "*stopped,{")) {
      byte[] line = line(piece, 4 << 20);
      assertTimeoutPreemptively(LIMIT, () -> MiParser.parseMixed(line), piece);
    }
  }

  private static byte[] line(String piece, int bytes) {
    return Escapes.utf8("^done,l=[" + piece.repeat(bytes / piece.length()));
  }

  @Test
  void longLinesAreParsed() {
    StringBuilder line = new StringBuilder("^done,l=[\"0\"");
    while (line.length() < 4 << 20) {
      line.append(",{a=\"").append(line.length()).append("\"}");
    }
    assertInstanceOf(
        MiRecord.Result.class, MiParser.parse(Escapes.utf8(line.append(']').toString())));
  }
}
