package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// Looks for texts one behind the other.
final class InOrder {
  private InOrder() {}

  static void assertHas(String output, String... expected) {
    int from = 0;
    for (String text : expected) {
      int at = output.indexOf(text, from);
      assertTrue(at >= 0, "'" + text + "' is not behind what is expected before it: " + output);
      from = at + text.length();
    }
  }
}
