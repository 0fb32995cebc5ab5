package io.github.pmdb.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ScreenModesTest {
  private final ScreenModes modes = new ScreenModes();

  @Test
  void whatWasSwitchedIsSwitchedBack() {
    show("\033[?1049h\033[22;0;0t\033[1;24r\033(B\033[?1h\033=\033[?2");
    show("5lsome text");
    assertEquals("\033[r\033[?1049l\033[?1l\033[?25h\033>\033[0m", modes.undo());
    assertEquals("", modes.undo());
  }

  @Test
  void whatTheProgramPutBackIsLeft() {
    show("\033[?1049h\033[?25;1000l\033[?12;25h\033[?1049l");
    assertEquals("", modes.undo());
  }

  @Test
  void usualTextAndUnknownModesChangeNothing() {
    show("\033[31mred\033[0m \033[?7h \033[?99999999999h \033[?12l \033[4h \033]0;title\007 h l");
    assertEquals("", modes.undo());
  }

  private void show(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    modes.follow(bytes, 0, bytes.length);
  }
}
