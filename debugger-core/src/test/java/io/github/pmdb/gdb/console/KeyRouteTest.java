package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class KeyRouteTest {
  @Test
  void aChildIsSeenWhateverItsName() throws Exception {
    String child =
        "sh -c 'printf \"\\377\" >/proc/$$/comm; echo ready; read line'; echo alone; read line";
    Process shell = new ProcessBuilder("sh", "-c", child).start();
    try (var said = shell.inputReader();
        var typed = shell.outputWriter()) {
      assertEquals("ready", said.readLine());
      assertTrue(KeyRoute.hasForegroundChild(shell.pid()));
      typed.write("go on\n");
      typed.flush();
      assertEquals("alone", said.readLine());
      assertFalse(KeyRoute.hasForegroundChild(shell.pid()));
    } finally {
      shell.destroyForcibly();
    }
  }
}
