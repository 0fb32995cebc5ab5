package io.github.pmdb.gdb.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProgramSearchTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "two words",
        "it's $HOME `id` \"quoted\" \\n",
        "import os\ndef f():\n    return '%d' % 1",
        "-c\n-x \\012 it's $HOME `id` \"quoted\" %s",
        "\n\nbehind"
      })
  void aShellHandsItOnAsItIsInOneLine(String word) throws IOException {
    String quoted = ProgramSearch.shellQuoted(word);
    assertFalse(quoted.contains("\n"));
    Process shell = new ProcessBuilder("sh", "-c", "printf %s " + quoted).start();
    String handedOn = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(word, handedOn);
  }

  @Test
  void aLastLineBreakIsRefused() {
    assertThrows(UserError.class, () -> ProgramSearch.shellQuoted("print(1)\n"));
  }
}
