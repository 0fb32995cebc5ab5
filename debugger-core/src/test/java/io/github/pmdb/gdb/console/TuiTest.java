package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.gdb.pty.TerminalSize;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// gdb's TUI on the whole terminal.
@Timeout(120)
class TuiTest {
  private static final String SOURCE =
      """
      int main(void) {
        int answer = 41; /* the line to be seen */
        answer++;
        return answer == 42 ? 0 : 1;
      }
      """;

  @TempDir Path directory;
  private Conversation gdb;

  @BeforeEach
  void start() {
    Installed.assume("gdb", "gcc", "tmux");
    gdb = new Conversation(directory);
    gdb.run("file " + CProgram.compile(directory, "tui", SOURCE));
    gdb.run("break main");
    gdb.run("run");
  }

  @AfterEach
  void end() {
    if (gdb != null) {
      gdb.close();
    }
  }

  @Test
  void tuiHasTheWholeTerminalUntilItIsLeft() {
    CompletableFuture<ConsoleResult> run = gdb.start("tui enable");
    gdb.terminal.awaitScreen("\033[?1049h");
    awaitPicture(TerminalSize.USUAL, "the source", p -> p.contains("the line to be seen"));
    gdb.terminal.type("layout split\r");
    List<String> split =
        awaitPicture(
            TerminalSize.USUAL,
            "the assembly and a prompt",
            p -> p.contains("main+") && p.stripTrailing().endsWith("(gdb)"));
    assertTrue(split.contains("(gdb) layout split"), () -> String.join("\n", split));
    assertTrue(gdb.terminal.isRaw());

    TerminalSize wide = new TerminalSize(120, 40);
    gdb.terminal.resizeTo(wide);
    gdb.terminal.type("next\r");
    awaitPicture(
        wide, "wide windows", p -> p.contains("\u2500".repeat(100)) || p.contains("q".repeat(100)));
    gdb.terminal.type("tui disable\r");
    assertInstanceOf(ConsoleResult.Prompted.class, Conversation.finished(run));
    assertTrue(gdb.terminal.screen().contains("\033[?1049l"));
    assertEquals("$1 = 41\n", gdb.run("print answer"));
  }

  @Test
  void ctrlXaLeavesIt() {
    CompletableFuture<ConsoleResult> run = gdb.start("layout src");
    gdb.terminal.awaitScreen("\033[?1049h");
    awaitPicture(TerminalSize.USUAL, "a prompt", p -> p.stripTrailing().endsWith("(gdb)"));
    gdb.terminal.type("\030a");
    assertInstanceOf(ConsoleResult.Prompted.class, Conversation.finished(run));
    assertEquals("$1 = 4\n", gdb.run("print 4"));
  }

  /// The rows that the terminal shows once they are as expected.
  private List<String> awaitPicture(TerminalSize size, String what, Predicate<String> expected) {
    AtomicReference<String> picture = new AtomicReference<>("");
    TmuxScreen tmux = new TmuxScreen(directory);
    try {
      Await.until(
          what,
          () -> {
            picture.set(tmux.show(gdb.terminal.screenBytes(), size));
            return expected.test(picture.get());
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ":\n" + picture.get(), e);
    }
    return String.valueOf(picture.get()).lines().toList();
  }
}
