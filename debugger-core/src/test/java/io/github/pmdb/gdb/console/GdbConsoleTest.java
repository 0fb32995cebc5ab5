package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Lines without a program to debug.
@Timeout(60)
class GdbConsoleTest {
  @TempDir Path directory;
  private Conversation gdb;

  @BeforeEach
  void start() {
    Installed.assume();
    gdb = new Conversation(directory);
  }

  @AfterEach
  void end() {
    if (gdb != null) {
      gdb.close();
    }
  }

  @Test
  void showsOutputWithoutEchoAndWithoutPrompt() {
    assertEquals("$1 = 42\n", gdb.run("print 6*7"));
    assertEquals("hi\n", gdb.run("python print('hi')"));
    assertFalse(gdb.terminal.isRaw());
  }

  @Test
  void longLineThatWrapsIsNotEchoedEither() {
    String sum = "1+".repeat(300) + "0";
    assertEquals("$1 = 300\n", gdb.run("print " + sum));
    // Ends in the terminal's last column: "(gdb) " and 74 characters.
    assertEquals("$2 = 34\n", gdb.run("print " + "1+".repeat(33) + "01"));
    assertEquals("$3 = 33\n", gdb.run("print " + "1+".repeat(33) + "0"));
  }

  @Test
  void errorsComeBackToThePrompt() {
    assertTrue(gdb.run("print nosuch").startsWith("No symbol table is loaded."));
    assertEquals("", gdb.run("set $x = 1"));
  }

  @Test
  void emptyLineRepeats() {
    assertEquals("$1 = 1\n", gdb.run("print 1"));
    assertEquals("$2 = 1\n", gdb.run(""));
  }

  @Test
  void outputWithoutLineBreakLeavesTheLineOpen() {
    assertEquals(new ConsoleResult.Prompted(true), gdb.console.run("echo hi", gdb.terminal));
    assertEquals(new ConsoleResult.Prompted(false), gdb.console.run("echo hi\\n", gdb.terminal));
  }

  @Test
  void blocksAreTypedAtGdbsOwnPrompt() {
    CompletableFuture<ConsoleResult> run = gdb.start("python");
    gdb.terminal.awaitScreen(">");
    gdb.terminal.type("for i in range(3):\r print(i * 11)\r");
    gdb.terminal.type("end\r");
    assertEquals(new ConsoleResult.Prompted(false), Conversation.finished(run));
    assertTrue(Conversation.plain(gdb.terminal.screen()).endsWith("end\n0\n11\n22\n"));
    assertEquals("$1 = 5\n", gdb.run("print 5"));
  }

  @Test
  void furtherLinesOfTheTextAreTypedWhenAskedFor() {
    gdb.run("define twice\nprint $arg0 * 2\nend");
    assertEquals("$1 = 14\n", gdb.run("twice 7"));
  }

  @Test
  void userDefinedPromptKeepsItsMarker() {
    assertEquals("", gdb.run("set prompt two\\nlines> "));
    assertEquals("$1 = 1\n", gdb.run("print 1"));
    gdb.run("set extended-prompt \\w$ ");
    assertEquals("$2 = 2\n", gdb.run("print 2"));
    gdb.run("python gdb.prompt_hook = lambda current: 'mine: '");
    assertEquals("$3 = 3\n", gdb.run("print 3"));
    assertTrue(gdb.run("show prompt").startsWith("Gdb's prompt is "));
    assertEquals("$4 = 4\n", gdb.run("print 4"));
  }

  @Test
  void editingOffWorksToo() {
    gdb.run("set editing off");
    assertEquals("$1 = 1\n", gdb.run("print 1"));
    gdb.run("set editing on");
    assertEquals("$2 = 2\n", gdb.run("print 2"));
  }

  @Test
  void gdbWithoutPythonIsEnough() {
    try (Conversation plain = new Conversation(directory, false)) {
      assertEquals("$1 = 1\n", plain.run("print 1"));
      plain.run("define f\nprint 2\nend");
      assertEquals("$2 = 2\n", plain.run("f"));
    }
  }

  @Test
  void coloursPass() {
    gdb.run("set style enabled on");
    assertTrue(gdb.run("info line *0").length() > 0);
    assertTrue(gdb.run("help list").contains("\033["), gdb.terminal.screen());
  }

  @Test
  void pagerAsksAndIsAnswered() {
    CompletableFuture<ConsoleResult> run = gdb.start("help user-defined");
    Conversation.finished(run);
    gdb.run("set height 5");
    run = gdb.start("help data");
    gdb.terminal.awaitScreen("--Type <RET>");
    gdb.terminal.type("q\r");
    assertInstanceOf(ConsoleResult.Prompted.class, Conversation.finished(run));
    assertTrue(gdb.terminal.screen().contains("Quit"));
  }

  @Test
  void ctrlCStopsALoop() {
    gdb.run("set pagination off");
    // `echo`, since `print` asks Python for a printer, and a Ctrl-C that Python meets ends only
    // that.
    CompletableFuture<ConsoleResult> run = gdb.start("while 1\necho tick\\n\nend");
    Await.until("the loop runs", () -> gdb.terminal.screen().split("tick", -1).length > 9);
    gdb.terminal.type("\003");
    assertInstanceOf(ConsoleResult.Prompted.class, Conversation.finished(run));
    assertTrue(gdb.terminal.screen().contains("Quit"));
    assertTrue(gdb.run("print 77").endsWith(" = 77\n"));
  }

  @Test
  void shellCommandsReadTheKeys() {
    CompletableFuture<ConsoleResult> run = gdb.start("shell read line; echo got $line");
    gdb.terminal.type("some text\n");
    assertEquals(new ConsoleResult.Prompted(false), Conversation.finished(run));
    assertTrue(gdb.terminal.screen().contains("got some text"), gdb.terminal.screen());
    assertEquals("x\n", gdb.run("!echo x"));
  }

  @Test
  void pythonReadsTheKeys() {
    CompletableFuture<ConsoleResult> run =
        gdb.start("python import sys; print('got ' + sys.stdin.readline())");
    gdb.terminal.type("more\n");
    Conversation.finished(run);
    assertTrue(gdb.terminal.screen().contains("got more"), gdb.terminal.screen());
  }

  @Test
  void keysThatNobodyReadComeBack(@TempDir Path directory) throws IOException {
    Path go = directory.resolve("go");
    CompletableFuture<ConsoleResult> run =
        gdb.start(
            "python import os,time; print('now', flush=True);"
                + " [time.sleep(0.01) for _ in iter(lambda: os.path.exists('%s'), True)]"
                    .formatted(go));
    gdb.terminal.awaitScreen("now");
    gdb.terminal.type("info li");
    gdb.terminal.awaitKeysTaken();
    Files.createFile(go);
    Conversation.finished(run);
    assertEquals("info li", gdb.terminal.typedAhead());
    assertEquals("$1 = 1\n", gdb.run("print 1"));
  }

  /// gdb waits at its prompt already, and a slow terminal has kept us from seeing that.
  @Test
  void keysThatCameBeforeThePromptWasSeenComeBack() {
    CompletableFuture<ConsoleResult> run =
        gdb.start("python import sys; print('now', flush=True); sys.stdin.readline(); print(1)");
    gdb.terminal.awaitScreen("now");
    gdb.terminal.block();
    gdb.terminal.type("\n");
    gdb.terminal.awaitBlocked();
    gdb.terminal.type("info li");
    Await.until("gdb waits at its prompt", this::gdbWaits);
    gdb.terminal.awaitKeysRead();
    gdb.terminal.unblock();
    Conversation.finished(run);
    assertEquals("info li", gdb.terminal.typedAhead());
    assertEquals("$1 = 1\n", gdb.run("print 1"));
  }

  private boolean gdbWaits() {
    try {
      return KeyRoute.gdbWaitsForKeys(gdb.gdb);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void gdbKnowsTheSizeBeforeItsFirstLine() {
    gdb.terminal.resizeTo(new TerminalSize(203, 101));
    assertTrue(gdb.run("show width").contains("is 203."), gdb.terminal.screen());
    assertTrue(gdb.run("show height").contains("is 101."), gdb.terminal.screen());
  }

  @Test
  void quitExitsWithItsCode() {
    ConsoleResult result = gdb.console.run("quit 3", gdb.terminal);
    assertEquals(new ConsoleResult.Exited(3), result);
    assertEquals(new ConsoleResult.Exited(3), gdb.console.run("print 1", gdb.terminal));
  }

  @Test
  void gdbThatIsKilledDied() {
    CompletableFuture<ConsoleResult> run = gdb.start("shell echo on; exec sleep 1000");
    gdb.terminal.awaitScreen("on");
    ProcessHandle.of(gdb.gdb.pid()).orElseThrow().children().forEach(ProcessHandle::destroy);
    Conversation.finished(run);
    gdb.gdb.kill();
    assertEquals(
        new ConsoleResult.Died("signal 9 (KILL)"), gdb.console.run("print 1", gdb.terminal));
  }

  @Test
  void hangingGdbIsGivenUpAfterAnOffer() {
    CompletableFuture<ConsoleResult> run =
        gdb.start(
            "python import signal, time; signal.pthread_sigmask(signal.SIG_BLOCK, {2});"
                + " print('now', flush=True); time.sleep(1000)");
    gdb.terminal.awaitScreen("now");
    gdb.terminal.type("\003");
    gdb.terminal.type("\003");
    gdb.terminal.awaitScreen("gives gdb up");
    gdb.terminal.type("\003");
    assertEquals(new ConsoleResult.Abandoned(), Conversation.finished(run));
    UserError error = assertThrows(UserError.class, () -> gdb.console.run("print 1", gdb.terminal));
    assertTrue(String.valueOf(error.getMessage()).contains("given up"));
  }

  @Test
  void capturedTextIsPlain() {
    gdb.run("set style enabled on");
    gdb.run("set height 3");
    assertEquals("$1 = 1\n", gdb.console.runCaptured("print 1").text());
    String help = gdb.console.runCaptured("help data").text();
    assertTrue(help.lines().count() > 20, help);
    assertFalse(help.contains("\033"), help);
    assertEquals("1\n2\n", gdb.console.runCaptured("python\nprint(1)\nprint(2)\nend").text());
    // The end of the file ends a block that was left open.
    String open = gdb.console.runCaptured("python\nprint(5)").text();
    assertTrue(open.endsWith("5\n"), open);
    assertThrows(UserError.class, () -> gdb.console.runCaptured("tui enable"));
    assertTrue(gdb.run("show style enabled").contains("enabled"), gdb.terminal.screen());
    assertTrue(gdb.run("show width").contains("80"), gdb.terminal.screen());
    assertTrue(gdb.run("show confirm").contains("is on"), gdb.terminal.screen());
  }

  @Test
  void hugeOutputIsComplete() {
    String line = "python print('\\n'.join('line %d' % i for i in range(100000)))";
    gdb.run("set pagination off");
    String shown = gdb.run(line);
    assertEquals(100_000, shown.lines().count());
    assertTrue(shown.endsWith("line 99999\n"));
    assertEquals(shown, gdb.console.runCaptured(line).text());
  }
}
