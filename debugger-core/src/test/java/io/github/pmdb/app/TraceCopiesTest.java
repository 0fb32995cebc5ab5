package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Locations that mean several places, where not every place has everything that is asked for.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceCopiesTest {
  private static final String LINE =
      "copies.c:" + Fixture.lineOf(Fixture.c("copies"), "/* the place */");

  private final TraceSession session = new TraceSession();
  private RunningFixture target;

  @BeforeEach
  void start() {
    target = Fixture.start(List.of(Fixture.compile("copies", "-O2").toString()));
  }

  @AfterEach
  void end() {
    session.close();
    target.close();
  }

  /// What is printed behind the thread's name, hit by hit.
  private List<String> traced(String kind, String spec, int hits) {
    session.run("%s -p %d %s".formatted(kind, target.pid(), spec));
    target.ask("go " + hits / 2);
    session.awaitTold(" copies ", hits);
    return session.told().stream()
        .filter(line -> line.contains(" copies "))
        .map(line -> line.replaceFirst(".* copies +", "").replaceFirst("  took .*", ""))
        .toList();
  }

  @Test
  void aCopyThatLacksAVariableSaysSo() {
    String none = "y = <y has been optimized out here>";
    assertEquals(
        List.of(
            "note  x = 1, y = 1",
            "note  x = 1, " + none,
            "note  x = 2, y = 4",
            "note  x = 2, " + none),
        traced("trace", LINE + " print x, y", 4));
  }

  @Test
  void aFunctionThatHasNoSuchParameterSaysSo() {
    assertEquals(
        List.of(
            "with  1 of <there is no k here>",
            "alone  1 of 2",
            "with  2 of <there is no k here>",
            "alone  2 of 3"),
        traced("trace", "/with|alone/ print \"%d of %d\", n, k", 4));
  }

  @Test
  void soDoCalls() {
    assertEquals(
        List.of("with  n = 1, k = <there is no k here>", "alone  n = 1, k = 2"),
        traced("trace-return", "/with|alone/ print n, k", 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " → ",
      quoteCharacter = '`',
      textBlock =
          """
          /with|alone/ print n, z → z: there is no z here (gdb: No symbol "z"
          /with|alone/ print k = 1 → k = 1: an expression of a trace changes nothing
          /with|without/ print n, k → k: there is no k here
          with print n, k → k: there is no k here
          /with|alone/ if k == 1 print n → there is no k here
          """)
  void whatNoPlaceHasIsRefused(String spec, String why) {
    String told = session.refusal("trace -p %d %s".formatted(target.pid(), spec)).toString();
    assertTrue(told.contains(why), told);
  }
}
