package io.github.pmdb.gdb.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The classic tour of gdb on a C program, each step typed and seen through our console.
@Timeout(90)
class TourTest {
  private static final String SOURCE =
      """
      #include <stdio.h>
      #include <string.h>
      static char word[16] = "hello";
      static int depth(int n) {
        if (n == 0)
          return 0;
        int below = depth(n - 1);
        return below + 1;
      }
      static int sum(int limit) {
        int total = 0;
        for (int i = 0; i < limit; i++)
          total += i;
        return total;
      }
      int main(void) {
        int result = sum(10);
        result += depth(3);
        printf("%s %d\\n", word, result);
        return strlen(word) == 5 ? 0 : 3;
      }
      """;

  @TempDir Path directory;

  @Test
  void classicTour() {
    Path program = CProgram.compile(directory, "tour", SOURCE);
    try (Conversation gdb = new Conversation(directory)) {
      gdb.run("set style enabled off");
      gdb.run("set pagination off");
      gdb.run("file " + program);
      breakpoints(gdb);
      looking(gdb);
      backwards(gdb);
      changing(gdb);
    }
  }

  private static void breakpoints(Conversation gdb) {
    see(gdb, "break depth if n == 1", "Breakpoint 1 at 0x");
    gdb.run("commands 1\nsilent\nprintf \"n is %d\\n\", n\nend");
    see(gdb, "run", "n is 1");
  }

  private static void looking(Conversation gdb) {
    see(gdb, "bt", "#0  depth (n=1)", "#1 ", "depth (n=2)", "#3 ", "main ()");
    see(gdb, "disas", "Dump of assembler code for function depth:", "=> 0x", "ret");
    see(gdb, "i r", "rip", "<depth+");
    see(gdb, "info proc mappings", "Mapped address spaces:", "/tour", "[stack]");
    see(gdb, "next", "below = depth(n - 1);");
    see(gdb, "step", "depth (n=0)");
    see(gdb, "info breakpoints", "stop only if n == 1", "breakpoint already hit 1 time");
  }

  private static void backwards(Conversation gdb) {
    gdb.run("delete 1");
    see(gdb, "finish", "Value returned is", "= 0");
    see(gdb, "record", "");
    String before = gdb.run("print $pc");
    gdb.run("stepi");
    see(gdb, "reverse-stepi", "0x");
    String after = gdb.run("print $pc");
    assertTrue(after.endsWith(before.substring(before.indexOf("= "))), before + after);
    see(gdb, "record stop", "Process record is stopped");
  }

  private static void changing(Conversation gdb) {
    gdb.run("set confirm off");
    see(gdb, "frame function depth", "depth (n=1)");
    see(gdb, "return 40", "#0 ", "depth (n=2)");
    gdb.run("set var word[0] = 'J'");
    gdb.run("set {char}(word + 1) = 'E'");
    see(gdb, "x/s word", "\"JEllo\"");
    see(gdb, "continue", "JEllo 87", "exited normally");
  }

  private static void see(Conversation gdb, String line, String... parts) {
    String screen = gdb.run(line);
    for (String part : parts) {
      assertTrue(screen.contains(part), () -> line + " shows no \"" + part + "\": " + screen);
    }
  }
}
