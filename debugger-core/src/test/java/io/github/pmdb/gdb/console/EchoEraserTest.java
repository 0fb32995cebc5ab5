package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EchoEraserTest {
  private static String after(EchoEraser eraser, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int from = eraser.done() ? 0 : eraser.erase(bytes, 0, bytes.length);
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }

  private static EchoEraser of(String line) {
    return new EchoEraser(line.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void swallowsTheLineAndItsEnd() {
    EchoEraser eraser = of("print 1");
    assertEquals("", after(eraser, "pri"));
    assertEquals("$1 = 1\r\n", after(eraser, "nt 1\r\n$1 = 1\r\n"));
    assertEquals("print 1\n", after(eraser, "print 1\n"));
  }

  @Test
  void lineFeedsOfAWrappedLineAreStillEcho() {
    EchoEraser eraser = of("abcdef");
    assertEquals("out", after(eraser, "abc\r\n\033[Kc\rdef\r\nout"));
  }

  @Test
  void emptyLineEndsAtOnce() {
    assertEquals("out\n", after(of(""), "\r\nout\n"));
  }

  @Test
  void givesBackWhatFollowedAnEchoThatDidNotMatch() {
    EchoEraser eraser = of("abc");
    assertEquals("", after(eraser, "something"));
    assertFalse(eraser.sawLine());
    assertEquals("", after(eraser, " else\r\nout\n"));
    assertTrue(eraser.sawLine());
    assertEquals("out\n", new String(eraser.giveUp(), StandardCharsets.UTF_8));
    assertTrue(eraser.done());
  }
}
