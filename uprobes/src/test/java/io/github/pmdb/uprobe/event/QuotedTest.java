package io.github.pmdb.uprobe.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class QuotedTest {
  private static String quoted(byte... bytes) {
    return Quoted.of(new Captured.Text(bytes, false));
  }

  @Test
  void whatPrintsIsAsItIs() {
    assertEquals("\"a b ä €\"", quoted("a b ä €".getBytes(StandardCharsets.UTF_8)));
    assertEquals("\"\"", quoted());
    assertEquals("\"ab\"...", Quoted.of(new Captured.Text(new byte[] {'a', 'b'}, true)));
  }

  @Test
  void whatWouldEndTheLiteralOrMoveTheCursorIsEscaped() {
    assertEquals(
        "\"\\\"\\\\\\n\\033[2J\\177\"",
        quoted("\"\\\n\033[2J\177".getBytes(StandardCharsets.US_ASCII)));
    assertEquals("\"\\342\\200\\256x\"", quoted("\u202ex".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void bytesThatAreNoTextAreEscapedByThemselves() {
    assertEquals(
        "\"ä\\377b\\303\"", quoted((byte) 0xc3, (byte) 0xa4, (byte) 0xff, (byte) 'b', (byte) 0xc3));
  }
}
