package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Lines with a program that runs under gdb on its own terminal.
@Timeout(90)
class ProgramConsoleTest {
  private static final String LOOP =
      """
      #include <stdio.h>
      #include <unistd.h>
      volatile int go = 1;
      int main(void) {
        printf("looping\\n");
        fflush(stdout);
        while (go) usleep(1000);
        printf("left\\n");
        return 0;
      }
      """;

  private static final String UPPER =
      """
      #include <ctype.h>
      #include <stdio.h>
      int main(void) {
        char line[100];
        printf("name? ");
        fflush(stdout);
        if (!fgets(line, sizeof line, stdin)) return 1;
        for (char *p = line; *p; p++) putchar(toupper(*p));
        return 0;
      }
      """;

  private static final String BYTES =
      """
      #include <stdio.h>
      #include <string.h>
      int main(int argc, char **argv) {
        if (argc > 1 && !strcmp(argv[1], "many")) {
          for (int i = 0; i < 100000; i++) printf("line %d\\n", i);
          return 0;
        }
        printf("\\001\\033[30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;0m\\002(gdb) ");
        printf("\\001\\033[30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;30;0m\\002");
        for (int i = 0; i < 256; i++) putchar(i);
        printf("\\033\\033[3");
        return 0;
      }
      """;

  @TempDir Path directory;
  private Conversation gdb;

  @BeforeEach
  void start() {
    Installed.assume();
    gdb = new Conversation(directory);
    gdb.run("set style enabled off");
    gdb.run("set disable-randomization off");
  }

  @AfterEach
  void end() {
    if (gdb != null) {
      gdb.close();
    }
  }

  private void load(String name, String source) {
    gdb.run("file " + CProgram.compile(directory, name, source));
  }

  @Test
  void ctrlCStopsTheProgram() {
    load("loop", LOOP);
    CompletableFuture<ConsoleResult> run = gdb.start("run");
    gdb.terminal.awaitScreen("looping");
    gdb.terminal.type("\003");
    assertInstanceOf(ConsoleResult.Prompted.class, Conversation.finished(run));
    assertTrue(gdb.terminal.screen().contains("received signal SIGINT"), gdb.terminal.screen());
    run = gdb.start("continue");
    gdb.terminal.awaitScreen("Continuing.");
    Await.until("the program runs", () -> KeyRoute.INFERIOR == route());
    gdb.console.interrupt();
    Conversation.finished(run);
    gdb.run("set var go = 0");
    String last = gdb.run("continue");
    assertTrue(last.indexOf("left") < last.indexOf("exited normally"), last);
  }

  @Test
  void keysGoToTheProgramWhileItRuns() {
    load("upper", UPPER);
    for (int i = 0; i < 2; i++) {
      CompletableFuture<ConsoleResult> run = gdb.start("run");
      gdb.terminal.awaitScreen("name? ");
      gdb.terminal.type("alice\r");
      assertInstanceOf(ConsoleResult.Prompted.class, Conversation.finished(run));
      String screen = Conversation.plain(gdb.terminal.screen());
      // What gdb says of threads may come between the question and the echo: two terminals.
      assertTrue(screen.contains("alice\nALICE\n"), screen);
      assertTrue(screen.contains("exited normally"), screen);
    }
  }

  @Test
  void bytesOfTheProgramPassAndCannotFakeAPrompt() throws IOException {
    load("bytes", BYTES);
    String screen = gdb.run("run");
    assertTrue(screen.contains("exited normally"), screen);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 256; i++) {
      if (i == '\n') {
        all.write('\r');
      }
      all.write(i);
    }
    all.write("\033\033[3".getBytes(StandardCharsets.US_ASCII));
    byte[] shown = gdb.terminal.screenBytes();
    int from = indexOf(shown, new byte[] {0, 1, 2, 3});
    assertArrayEquals(all.toByteArray(), Arrays.copyOfRange(shown, from, from + all.size()));
    assertTrue(screen.contains("m\002(gdb) \001\033[30;"), screen);
  }

  @Test
  void allOfALongOutputArrives() {
    load("bytes", BYTES);
    gdb.run("set args many");
    String shown = gdb.run("run");
    assertEquals(
        100_000,
        shown.lines().filter(l -> l.startsWith("line ")).count(),
        () -> shown.lines().filter(l -> !l.matches("line \\d+")).toList().toString());
    String captured = gdb.console.runCaptured("run").text();
    assertEquals(
        100_000,
        captured.lines().filter(l -> l.startsWith("line ")).count(),
        () -> captured.lines().filter(l -> !l.matches("line \\d+")).toList().toString());
    assertTrue(captured.contains("exited normally"));
  }

  @Test
  void questionsAreAsked() {
    load("loop", LOOP);
    gdb.run("break main");
    CompletableFuture<ConsoleResult> run = gdb.start("delete breakpoints");
    gdb.terminal.awaitScreen("(y or n)");
    gdb.terminal.type("n\r");
    Conversation.finished(run);
    String list = gdb.run("info breakpoints");
    assertTrue(list.contains("in main"), list);
    run = gdb.start("delete breakpoints");
    gdb.terminal.awaitScreen("(y or n)");
    gdb.terminal.type("y\r");
    Conversation.finished(run);
    assertEquals("No breakpoints or watchpoints.\n", gdb.run("info breakpoints"));
  }

  @Test
  void commandsOfABreakpointAreTypedAndRun() {
    load("loop", LOOP);
    gdb.run("break main");
    CompletableFuture<ConsoleResult> run = gdb.start("commands 1");
    gdb.terminal.awaitScreen(">");
    gdb.terminal.type("silent\r");
    gdb.terminal.type("print go\r");
    gdb.terminal.type("end\r");
    Conversation.finished(run);
    assertTrue(gdb.run("run").endsWith("$1 = 1\n"));
    assertEquals("go = 1\n", gdb.console.runCaptured("printf \"go = %d\\n\", go").text());
  }

  @Test
  void quittingAsksAboutTheRunningProgram() {
    load("loop", LOOP);
    gdb.run("break main");
    gdb.run("run");
    CompletableFuture<ConsoleResult> run = gdb.start("quit");
    gdb.terminal.awaitScreen("Quit anyway? (y or n)");
    gdb.terminal.type("y\r");
    assertEquals(new ConsoleResult.Exited(0), Conversation.finished(run));
  }

  @Test
  void whatIsWrittenBetweenLinesIsHandedOn() {
    load("loop", LOOP);
    gdb.run("run &");
    Await.until(
        "output between lines",
        () -> gdb.between.toString(StandardCharsets.UTF_8).contains("looping"));
    gdb.run("set confirm off");
    gdb.run("kill");
  }

  @Test
  void attachedProcessIsInterruptedAndSurvivesTheEndOfGdb() throws IOException {
    Path program = CProgram.compile(directory, "loop", LOOP);
    Process process =
        new ProcessBuilder(program.toString()).redirectOutput(Redirect.DISCARD).start();
    try {
      gdb.run("attach " + process.pid());
      CompletableFuture<ConsoleResult> run = gdb.start("continue");
      gdb.terminal.awaitScreen("Continuing.");
      Await.until("the process runs", () -> status(process).contains("State:\tS"));
      gdb.terminal.type("\003");
      assertInstanceOf(ConsoleResult.Prompted.class, Conversation.finished(run));
      assertTrue(gdb.terminal.screen().contains("received signal SIGINT"));
      assertTrue(status(process).contains("State:\tt"));
      // What the kernel does to gdb when we end and the ptys close.
      gdb.console.run("shell kill -HUP $PPID", gdb.terminal);
      Await.until("gdb has ended", () -> !gdb.gdb.alive());
      // gdb lets go of the process and leaves in good order.
      assertEquals(new ConsoleResult.Exited(0), gdb.console.run("print 1", gdb.terminal));
      Await.until("the process runs on", () -> status(process).contains("State:\tS"));
      assertTrue(status(process).contains("TracerPid:\t0\n"));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String status(Process process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private KeyRoute route() {
    try {
      return KeyRoute.of(gdb.gdb);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i + part.length <= all.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}
