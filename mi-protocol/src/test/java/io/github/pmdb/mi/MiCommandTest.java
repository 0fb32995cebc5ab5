package io.github.pmdb.mi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MiCommandTest {
  @Test
  void plainParametersStayAsTheyAre() {
    assertEquals("-thread-select 12", MiCommand.of("-thread-select", "12").text());
  }

  @Test
  void othersAreQuoted() {
    assertEquals(
        "-complete \"p \\\"a\\\\b\\\"\\t\\001\" \"\" \"ä\"",
        MiCommand.of("-complete", "p \"a\\b\"\t\001", "", "ä").text());
  }

  @Test
  void quotedTextComesBack() {
    String text = "a\"b\\c\n\t\r\033 x'ä\u007f";
    String quoted = Escapes.quote(text);
    byte[] inner = Escapes.utf8(quoted.substring(1, quoted.length() - 1));
    assertArrayEquals(Escapes.utf8(text), Escapes.undo(inner, 0, inner.length));
  }

  @Test
  void rawTextIsHandedOnButStaysOneLine() {
    assertEquals(
        "-target-select core /tmp/a b", MiCommand.raw("-target-select", "core /tmp/a b").text());
    assertThrows(
        IllegalArgumentException.class, () -> MiCommand.raw("-gdb-set", "args a\n1-gdb-exit"));
  }
}
