package io.github.pmdb.output;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ColorChoiceTest {
  @Test
  void autoColoursOnlyACapableTerminal() {
    assertTrue(ColorChoice.AUTO.colored(true, null, "xterm"));
    assertTrue(ColorChoice.AUTO.colored(true, "", "xterm"));
    assertFalse(ColorChoice.AUTO.colored(false, null, "xterm"));
    assertFalse(ColorChoice.AUTO.colored(true, "1", "xterm"));
    assertFalse(ColorChoice.AUTO.colored(true, null, "dumb"));
    assertFalse(ColorChoice.AUTO.colored(true, null, null));
  }

  @Test
  void aClearWishWins() {
    assertTrue(ColorChoice.ALWAYS.colored(false, "1", "dumb"));
    assertFalse(ColorChoice.NEVER.colored(true, null, "xterm"));
  }
}
