package io.github.pmdb.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TypedAheadTest {
  private final TypedAhead ahead = new TypedAhead();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void linesGoToWhoeverReadsNext() {
    ahead.add(bytes("commands\rbt 1\rend\r"));
    ahead.add(bytes("info é"));
    assertEquals("commands\r", ahead.nextLine());
    byte[] read = new byte[9];
    assertEquals(9, ahead.take(read));
    assertArrayEquals(bytes("bt 1\rend\r"), Arrays.copyOf(read, 9));
    assertEquals("info é", ahead.nextLine());
    assertEquals("", ahead.nextLine());
    assertEquals(0, ahead.take(read));
  }

  @Test
  void theyCanBeForgotten() {
    ahead.add(bytes("\r\rx"));
    assertEquals("\r", ahead.nextLine());
    ahead.forget();
    assertEquals("", ahead.nextLine());
  }
}
