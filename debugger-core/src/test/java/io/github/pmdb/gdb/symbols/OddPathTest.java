package io.github.pmdb.gdb.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.Symbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs whose paths mean something to gdb's command line.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OddPathTest {
  @TempDir private Path directory;

  private Symbols open(String name) throws IOException {
    Path copy = directory.resolve(name);
    Files.copy(Fixture.compile("logged"), copy);
    return new SymbolStore(GdbLaunch.usual(new TerminalSize(80, 24)), List.of(), 0).open(copy, 0);
  }

  @Test
  void blanksAndQuotesAreOfTheName() throws IOException {
    try (Symbols gdb = open("it's \"logged\" \\ twice")) {
      assertEquals(1, gdb.places("main").size());
    }
  }

  @Test
  void aLineBreakBeginsNoCommand() throws IOException {
    try (Symbols gdb = open("plain")) {
      long main = gdb.places("main").getFirst();
      for (String each : List.of("1\necho began", "1\recho began")) {
        assertThrows(UserError.class, () -> gdb.type(main, each));
        assertThrows(UserError.class, () -> gdb.bytecode(main, each));
        assertThrows(UserError.class, () -> gdb.places(each));
      }
      assertEquals("1", gdb.format(gdb.type(main, "1"), new byte[] {1, 0, 0, 0}));
    }
    UserError refused = assertThrows(UserError.class, () -> open("x\necho began"));
    assertTrue(String.valueOf(refused.getMessage()).contains("there is a line break in"));
  }
}
