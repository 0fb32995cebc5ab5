package io.github.pmdb.gdb.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.gdb.process.GdbLaunch;
import io.github.pmdb.gdb.pty.TerminalSize;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.compile.Type;
import io.github.pmdb.uprobe.compile.ValueText;
import io.github.pmdb.uprobe.event.Captured;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Questions and answers when something comes between them.
@Timeout(60)
final class SymbolGdbTest {
  private Symbols gdb;
  private long place;

  @BeforeEach
  void open() {
    Path program = Fixture.compile("logged");
    gdb = new SymbolStore(GdbLaunch.usual(new TerminalSize(80, 24)), List.of(), 0).open(program, 0);
    place = gdb.places("main").getFirst();
  }

  @AfterEach
  void close() {
    gdb.close();
  }

  private static boolean interrupted(Runnable question) {
    Thread.currentThread().interrupt();
    question.run();
    return Thread.interrupted();
  }

  @Test
  void aLateAnswerIsNotThatOfTheNextQuestion() {
    for (int i = 0; i < 3; i++) {
      assertTrue(
          interrupted(() -> assertThrows(UserError.class, () -> gdb.type(place, "(char)1"))));
      assertEquals("short", gdb.type(place, "(short)1").name());
    }
  }

  @Test
  void whoInterruptsGetsWholeValues() {
    Type number = gdb.type(place, "(short)1");
    byte[] seven = {7, 0};
    assertTrue(interrupted(() -> assertEquals("7", gdb.format(number, seven))));
    assertEquals("7", gdb.format(number, seven));
  }

  /// gdb's Python fails in ways that it does not foresee; the questions that follow are answered.
  @Test
  void aValueThatCanNotBeFormattedIsOneValue() {
    Type unknown = new Type(4711, Type.Kind.OTHER, 2, "nothing");
    Type number = gdb.type(place, "(short)1");
    ValueText text = new ValueText(gdb);
    ValueText.Shown bad = text.of(unknown, new Captured.Block(new byte[2]));
    assertTrue(bad.missing());
    assertTrue(bad.text().startsWith("<cannot format: "), bad.text());
    assertEquals(
        new ValueText.Shown("258", false), text.of(number, new Captured.Block(new byte[] {2, 1})));
  }

  /// A process may have any number where a string object has its length.
  @Test
  void aStringThatTellsNoLengthIsWhatIsKnownOfIt() {
    Path program =
        Fixture.compile(
            "containers", "-x", "c++", "-std=c++17", "-Wl,--no-as-needed", "-lstdc++", "-O0");
    try (Symbols symbols =
        new SymbolStore(GdbLaunch.usual(new TerminalSize(80, 24)), List.of(), 0).open(program, 0)) {
      Type string = symbols.type(symbols.places("turn").getFirst(), "*&name");
      byte[] object =
          ByteBuffer.allocate(string.size())
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(4096)
              .putLong(-1)
              .array();
      Captured.Text text = new Captured.Text(new byte[] {'a', 'b'}, true);
      assertEquals("\"ab\"...", symbols.format(string, object, Map.of(4096L, text)));
    }
  }

  /// Ctrl-C goes to all processes of the terminal's group.
  @Test
  void interruptsOfTheTerminalAreNotForIt() throws Exception {
    List<ProcessHandle> children = ProcessHandle.current().children().toList();
    assertTrue(children.stream().anyMatch(SymbolGdbTest::isGdb), children.toString());
    for (ProcessHandle child : children) {
      if (isGdb(child)) {
        assertNotEquals(group(ProcessHandle.current()), group(child));
      }
    }
  }

  private static boolean isGdb(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("gdb")).isPresent();
  }

  /// The third number behind the name in `/proc/PID/stat`.
  private static String group(ProcessHandle process) throws Exception {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2];
  }
}
