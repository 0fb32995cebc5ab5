package io.github.pmdb.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class ExcerptTest {
  private static final String LONG = "a".repeat(1000) + "HERE" + "b".repeat(1000);

  @Test
  void aLineThatCanBeReadIsLeftWhole() {
    assertEquals("return 1;", Excerpt.of("return 1;", 3));
  }

  @Test
  void aLongLineIsShownAroundTheColumn() {
    String excerpt = Excerpt.of(LONG, 1000);
    assertTrue(excerpt.contains("aHEREb"), excerpt);
    assertTrue(excerpt.startsWith("…") && excerpt.endsWith("…"), excerpt);
    assertEquals(242, excerpt.length());
  }

  @Test
  void atTheEndsNothingIsLeftOut() {
    assertTrue(Excerpt.of(LONG, -1).startsWith("aaa"));
    assertTrue(Excerpt.of(LONG, 2003).endsWith("bbb"));
    assertTrue(Excerpt.of(LONG, Integer.MAX_VALUE).endsWith("bbb"));
  }

  @Test
  void charactersStayWhole() {
    String faces = "\ud83d\ude00".repeat(500);
    for (int column = 100; column < 104; column++) {
      String excerpt = Excerpt.of(faces, column).replace("…", "");
      assertEquals(
          excerpt.codePoints().filter(c -> c == 0x1f600).count(),
          excerpt.codePointCount(0, excerpt.length()));
    }
  }
}
