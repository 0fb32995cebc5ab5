package io.github.pmdb.mi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineInputTest {
  private static LineInput input(String text, int limit) {
    return new LineInput(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), limit);
  }

  private static String next(LineInput input) throws IOException {
    byte[] line = input.next();
    return line == null ? "END" : new String(line, StandardCharsets.US_ASCII);
  }

  @Test
  void linesAndARestWithoutALineFeed() throws IOException {
    LineInput input = input("a\n\nbc\r\nrest", 100);
    assertEquals("a", next(input));
    assertEquals("", next(input));
    assertEquals("bc\r", next(input));
    assertEquals("rest", next(input));
    assertNull(input.next());
  }

  @Test
  void linesLongerThanABufferFull() throws IOException {
    String longLine = "x".repeat(300_000);
    LineInput input = input(longLine + "\ny\n", 1 << 20);
    assertEquals(longLine, next(input));
    assertEquals("y", next(input));
  }

  @Test
  void whatIsBehindTheLimitIsDroppedAndTold() throws IOException {
    LineInput input = input("x".repeat(200_000) + "\ny\n", 1000);
    assertEquals("x".repeat(1000), next(input));
    assertTrue(input.cut());
    assertEquals("y", next(input));
    assertFalse(input.cut());
  }
}
