package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Structs that end with an array of no length, and results that are enums and floating point.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceMessagesTest {
  private static final String PLACE = line("/* the place */");

  private final TraceSession session = new TraceSession();

  private static String line(String text) {
    return "messages.c:" + Fixture.lineOf(Fixture.c("messages"), text);
  }

  @AfterEach
  void end() {
    session.close();
  }

  private static Path build(String compiler, String level) {
    return compiler.equals("gcc")
        ? Fixture.compile("messages", level)
        : Fixture.compileByClang("messages", level);
  }

  /// What the first hits show.
  private List<String> hits(Path program, String command, int rounds, int hits) {
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      session.run(command.replaceFirst(" ", " -p " + target.pid() + " "));
      target.ask("go " + rounds);
      session.awaitTold(" messages ", hits);
      return session.told().stream()
          .filter(line -> line.contains(" messages "))
          .map(
              line -> line.replaceFirst(".* messages (\\w+ )? *", "").replaceFirst("  took .*", ""))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "gcc, -O2", "clang, -O0"})
  void aStructMayEndWithAnArrayOfNoLength(String compiler, String level) {
    assertEquals(
        List.of(
            "*message = {id = 7, length = 5, data = <length unknown>},"
                + " *table = {id = 0, held = {rows = 1, row = <length unknown>}},"
                + " *old = {id = 5, names = <length unknown>},"
                + " (char *)message->data = \"hello\", message->data = \"hello\", table->held.row[0] = {cells = {3, 4}}"),
        hits(
            build(compiler, level),
            "trace handle print *message, *table, *old, (char *)message->data, message->data, table->held.row[0]",
            1,
            1));
  }

  @Test
  void soDoVariables() {
    String hit = hits(build("gcc", "-O0"), "trace " + PLACE + " print locals", 1, 1).getFirst();
    assertTrue(hit.contains("local = {id = 0, length = 0, data = <length unknown>}"), hit);
  }

  @Test
  void whatIsAsLongAsAVariableSaysIsRefused() {
    try (RunningFixture target = Fixture.start(List.of(build("gcc", "-O0").toString()))) {
      String trace = "trace -p %d ".formatted(target.pid());
      String told = session.refusal(trace + line("/* the end */") + " print sized").toString();
      assertTrue(told.contains("how large sized is is known at run time only"), told);
      told = session.refusal(trace + PLACE + " print table->held.row").toString();
      assertTrue(told.contains("how large table->held.row is is known at run time only"), told);
    }
  }

  @ParameterizedTest
  @CsvSource({"gcc, -O0", "gcc, -O2", "clang, -O2"})
  void resultsThatAreEnumsAreCompared(String compiler, String level) {
    Path program = build(compiler, level);
    assertEquals(
        List.of("round = 1, last = GREEN, $retval = GREEN"),
        hits(program, "trace-return --max 1 painted if $retval == GREEN", 3, 1));
    assertEquals(
        List.of("round = 1, last = GREEN, $retval = GREEN"),
        hits(program, "trace-return --max 1 painted if $retval == 1", 3, 2).subList(1, 2));
    assertEquals(
        List.of("round = 2"),
        hits(program, "trace --max 1 painted if $arg2 == BLUE print round", 3, 3).subList(2, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"of_float", "of_double", "of_long_double", "of_complex"})
  void aResultThatIsOutOfReachIsLeftOutAndTold(String function) {
    assertEquals(List.of("round = 0"), hits(build("gcc", "-O0"), "trace-return " + function, 1, 1));
    // Above the prompt nothing is told of it again.
    String list = session.say("info traces");
    assertTrue(list.contains("left out: $retval: "), list);
  }
}
