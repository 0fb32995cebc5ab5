package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleRunTest {
  private final ConsoleRun run = new ConsoleRun("x", new ByteArrayOutputStream());

  /// The kernel may hand over the echoes of two keys as one piece.
  @Test
  void echoedInterruptsAreNoSignOfLife() {
    come("x\r\n");
    long before = run.received();
    come("^C");
    come("^C^C");
    come("^");
    come("C");
    assertEquals(before, run.received());
    come("^C\r\nQuit\r\n");
    assertNotEquals(before, run.received());
  }

  private void come(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    run.consoleText(bytes, 0, bytes.length);
  }
}
