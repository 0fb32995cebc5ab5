package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.gdb.process.PromptMarker;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PromptFilterTest {
  private final PromptMarker marker = PromptMarker.random();
  private final StringBuilder seen = new StringBuilder();
  private final PromptFilter filter =
      new PromptFilter(
          marker,
          new PromptFilter.Receiver() {
            @Override
            public void text(byte[] bytes, int from, int to) {
              seen.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void prompt() {
              seen.append("<PROMPT>");
            }
          });

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    filter.feed(bytes, bytes.length);
  }

  private String prompt(String shown) {
    return marker.before() + shown + marker.after();
  }

  @Test
  void takesPromptsOutWithWhatReadlineSendsBefore() {
    feed("one\r\n" + prompt("(gdb) ") + "two\033[?2004h" + prompt("a\nb> ") + "three");
    assertEquals("one\r\n<PROMPT>two<PROMPT>three", seen.toString());
  }

  @Test
  void takesOutTheMarksThatGdbWithoutEditingWrites() {
    feed("\001" + marker.before() + "\002(gdb) \001" + marker.after() + "\002next\002");
    assertEquals("<PROMPT>next\002", seen.toString());
  }

  @Test
  void almostPromptsAreText() {
    String almost = marker.before().substring(0, marker.before().length() - 2) + "1m(gdb) ";
    feed("\001" + almost + "\033[?2004h>" + "\033\033[31mred");
    assertEquals("\001" + almost + "\033[?2004h>" + "\033\033[31mred", seen.toString());
  }

  @Test
  void promptWithoutEndBecomesText() {
    String runaway = marker.before() + "x".repeat(5000);
    feed(runaway + prompt("> "));
    assertEquals(runaway + "<PROMPT>", seen.toString());
  }

  @Test
  void loneEscapeIsLetGoWhenNothingFollows() {
    feed("ask\033");
    assertEquals("ask", seen.toString());
    filter.idle();
    assertEquals("ask\033", seen.toString());
  }

  @Test
  void piecesOfAnySizeMakeNoDifference() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] parts = {
      "a", "\033", "\001", "\033[?2004h", "\033[3", "\n", prompt("(gdb) "), "\033[31;32m"
    };
    StringBuilder text = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      int part = random.nextInt(parts.length);
      text.append(parts[part]).append('.');
      expected.append(part == 6 ? "<PROMPT>" : parts[part]).append('.');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(200));
      filter.feed(Arrays.copyOfRange(bytes, at, at + length), length);
      at += length;
    }
    assertEquals(expected.toString(), seen.toString(), "seed " + seed);
  }
}
