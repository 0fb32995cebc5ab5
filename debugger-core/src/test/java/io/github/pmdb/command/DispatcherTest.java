package io.github.pmdb.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.CommandSpec.Group;
import io.github.pmdb.command.CommandSpec.Kind;
import io.github.pmdb.command.CommandSpec.Need;
import io.github.pmdb.command.shell.HelpCommand;
import io.github.pmdb.command.shell.QuitCommand;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.output.Document;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherTest {
  private static final CommandSpec LIST =
      CommandSpec.of("py-list", Group.PYTHON, "List", "Lists.")
          .alias("pl")
          .alias("v8 list")
          .optional("--all", Kind.FLAG, "all")
          .optional("--thread", Kind.THREAD, "a thread")
          .optional("N", Kind.INTEGER, "a number")
          .optional("FILE", Kind.FILE, "a file");
  private static final CommandSpec PRINT =
      CommandSpec.of("py-print", Group.PYTHON, "Print", "Prints.")
          .optional("--raw", Kind.FLAG, "raw")
          .required("NAME", Kind.REST, "a name");

  private final FakeSession session = new FakeSession();
  private final Commands commands = commands();
  private final Dispatcher dispatcher = new Dispatcher(commands);

  private Commands commands() {
    return new Commands(
        List.of(
            new EchoCommand(LIST),
            new EchoCommand(PRINT),
            new EchoCommand(
                CommandSpec.of("verdict", Group.TARGET, "Why", "Why.").needs(Need.TARGET)),
            new Faulty(),
            new HelpCommand(this::registered),
            new QuitCommand()));
  }

  private Commands registered() {
    return commands;
  }

  private Arguments arguments(String line) {
    return (Arguments) dispatcher.run(session, line).value();
  }

  @Test
  void aNameMayHaveTheWordBeforeItThatOtherDebuggersWant() {
    assertTrue(dispatcher.owns("v8 list", true));
    assertTrue(dispatcher.owns("  v8   list --all 3", true));
    assertFalse(dispatcher.owns("v8", true));
    assertFalse(dispatcher.owns("v8 py-list", true));
    assertEquals(List.of("3"), arguments("v8   list  --all 3").positional());
    assertTrue(arguments("v8 list --all").has("--all"));
    assertEquals("v8 v", Dispatcher.name(" v8 v 8"));
  }

  @Test
  void matchesFlagsAndWords() {
    assertEquals(
        new Arguments(Map.of("--all", "", "--thread", "7"), List.of("-3", "a b")),
        arguments("  py-list --all -3 --thread=7 'a b' "));
    assertEquals(new Arguments(Map.of("--thread", "7"), List.of()), arguments("pl --thread 7"));
    assertEquals(new Arguments(Map.of(), List.of("3", "--all")), arguments("pl 3 -- --all"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a\\ b            | a b",
        "\"a \\\" b\"     | a \" b",
        "'a\"b'\"c\"d     | a\"bcd",
      })
  void unquotes(String typed, String meant) {
    assertEquals(List.of("1", meant), arguments("pl 1 " + typed).positional());
  }

  @Test
  void takesTheRestOfTheLineAsTyped() {
    assertEquals(
        new Arguments(Map.of(), List.of("it's  a[0]")), arguments("py-print  it's  a[0]  "));
    assertEquals(
        new Arguments(Map.of("--raw", ""), List.of("x  y")), arguments("py-print --raw x  y"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "py-list x            | N is to be a number, not `x`",
        "py-list 1 a b        | py-list does not take `b`",
        "py-list --bogus      | py-list knows no --bogus",
        "py-list --thread     | --thread wants a value",
        "py-list --all=1      | --all takes no value",
        "py-list 1 'a         | a ' is not closed",
        "py-print             | py-print wants NAME",
      })
  void tellsWhatIsWrongWithTheArguments(String line, String message) {
    UserError error = assertThrows(UserError.class, () -> dispatcher.run(session, line));
    assertEquals(message, error.getMessage());
    assertFalse(error.hint().isEmpty());
  }

  @Test
  void theHintIsTheUsageLine() {
    UserError error = assertThrows(UserError.class, () -> dispatcher.run(session, "py-list x"));
    assertEquals("usage: py-list [--all] [--thread THREAD] [N] [FILE]", error.hint());
  }

  @ParameterizedTest
  @CsvSource({"py-lisst,py-list", "verdct,verdict", "py-prnt,py-print", "quti,quit"})
  void suggestsTheNearestName(String typed, String meant) {
    assertFalse(dispatcher.owns(typed, true));
    UserError error = assertThrows(UserError.class, () -> dispatcher.run(session, typed));
    assertTrue(error.hint().contains(meant), error.hint());
  }

  @Test
  void abbreviationsAreOursWhereNoDebuggerHasSuchNames() {
    assertTrue(dispatcher.owns("py-l --all", true));
    assertEquals(List.of("3"), arguments("py-l --all 3").positional());
    assertEquals(List.of("it's"), arguments("py-pri it's").positional());
    for (String ambiguous : List.of("py-", "py-  x")) {
      assertTrue(dispatcher.owns(ambiguous, true));
      UserError error = assertThrows(UserError.class, () -> dispatcher.run(session, ambiguous));
      assertEquals("`py-` is ambiguous: py-list, py-print", error.getMessage());
    }
    assertFalse(dispatcher.owns("verd", true));
    assertFalse(dispatcher.owns("py-lx", true));
  }

  @Test
  void whatIsShortIsRatherOneOfTheEngines() {
    assertTrue(dispatcher.unknown("p").hint().contains("without --no-gdb"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bt", "x/3i $pc", "info threads", "help x", "quit 3", "py", ""})
  void leavesOtherLinesToTheEngine(String line) {
    assertFalse(dispatcher.owns(line, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "help py-list", "help pl", "quit", " detach ", "py-list 3"})
  void ownsItsOwnLines(String line) {
    assertTrue(dispatcher.owns(line, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"help x", "quit 3"})
  void withoutAnEngineItOwnsAllLinesOfItsCommands(String line) {
    assertTrue(dispatcher.owns(line, false));
    assertFalse(dispatcher.owns("bt", false));
  }

  @Test
  void everyCommandTakesJson() {
    assertTrue(dispatcher.run(session, "py-list --json --all").asJson());
    assertTrue(dispatcher.run(session, "py-print name --json").asJson());
    assertFalse(dispatcher.run(session, "py-print name").asJson());
    assertEquals(List.of("name"), arguments("py-print name --json").positional());
  }

  @Test
  void checksThatATargetIsOpen() {
    UserError error = assertThrows(UserError.class, () -> dispatcher.run(session, "verdict"));
    assertEquals("nothing is open", error.getMessage());
  }

  @Test
  void aFaultBecomesAnErrorForTheUser() {
    UserError error = assertThrows(UserError.class, () -> dispatcher.run(session, "faulty"));
    assertEquals("faulty: cannot read 8 bytes at 0x10: not in the core", error.getMessage());
  }

  @Test
  void aSessionSurvivesACommandThatNeedsTooMuchMemory() {
    UserError error =
        assertThrows(UserError.class, () -> dispatcher.run(session, "faulty --large"));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.matches("faulty needs more memory than the \\d+ MiB that .*"), message);
  }

  @Test
  void tooDeepACallEndsTheCommandAlone() {
    UserError error = assertThrows(UserError.class, () -> dispatcher.run(session, "faulty --deep"));
    assertEquals("faulty failed: java.lang.StackOverflowError", error.getMessage());
  }

  @Test
  void quitEndsTheSession() {
    var _ = dispatcher.run(session, "exit");
    assertTrue(session.ended);
  }

  @Test
  void helpListsAndExplains() {
    String overview = dispatcher.run(session, "help").text().text();
    assertTrue(overview.contains("Python\n  py-list   List\n"), overview);
    String details = dispatcher.run(session, "help pl").text().text();
    assertTrue(
        details.startsWith("py-list [--all] [--thread THREAD] [N] [FILE]\nList\n\nLists.\n"),
        details);
    assertTrue(details.contains("  --all     all\n"), details);
    assertTrue(details.contains("Also known as pl, v8 list\n"), details);
  }

  @Test
  void helpListsThoseThatBeginWithTheSameWord() {
    String family = dispatcher.run(session, "help v8").text().text();
    assertTrue(family.contains("Python\n  py-list  List\n"), family);
    assertFalse(family.contains("quit"), family);
    UserError bare = dispatcher.unknown("v8");
    assertEquals("`help v8` lists them", bare.hint());
  }

  @Test
  void oneNameIsOneCommand() {
    Command<?> echo = new EchoCommand(LIST);
    assertThrows(IllegalArgumentException.class, () -> new Commands(List.of(echo, echo)));
  }

  private record Faulty() implements Command<String> {
    @Override
    public CommandSpec spec() {
      return CommandSpec.of("faulty", Group.TARGET, "Fails", "Fails.")
          .optional("--deep", Kind.FLAG, "of too many calls")
          .optional("--large", Kind.FLAG, "of too much memory");
    }

    @Override
    public String run(Session session, Arguments arguments) {
      if (arguments.has("--deep")) {
        throw new StackOverflowError();
      }
      if (arguments.has("--large")) {
        throw new OutOfMemoryError("Java heap space");
      }
      throw new MemoryFault(0x10, 8, "not in the core");
    }

    @Override
    public Document text(Session session, String value) {
      return new Document();
    }
  }
}
