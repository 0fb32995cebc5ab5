package io.github.pmdb.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RendererTest {
  private static final String HOSTILE = "\u001b[31m\u0007\n\r\u009b\u202e<script>'\"&\u007f\0";

  @Test
  void plainShowsTextWithoutStyles() {
    Document document = new Document().line(new Line().add(Style.PYTHON, "f").add("()")).blank();
    assertEquals("f()\n\n", Renderer.plain().render(document));
  }

  @Test
  void ansiClosesEveryStyleItOpens() {
    Document document = new Document().line(new Line().add("a ").add(Style.ERROR, "b"));
    assertEquals("a \u001b[1;31mb\u001b[0m\n", Renderer.ansi().render(document));
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void hostileTextNeverReachesATerminal(Style style) {
    Document document = new Document().line(style, HOSTILE);
    String ansi = Renderer.ansi().render(document).replaceAll("\u001b\\[[0-9;]*m", "");
    assertEquals(Renderer.plain().render(document), ansi);
    assertTrue(
        ansi.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c < 0x7f)), "only printable ASCII");
    assertEquals(1, ansi.chars().filter(c -> c == '\n').count());
  }

  @Test
  void randomTextNeverCarriesControlCharacters() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder();
      random.ints(40, 0, 0x3000).forEach(c -> text.append((char) c));
      String plain = Renderer.plain().render(new Document().line(text.toString()));
      assertTrue(
          plain.chars().noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c)),
          "seed " + seed);
    }
  }
}
