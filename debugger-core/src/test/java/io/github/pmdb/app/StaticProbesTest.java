package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.trace.InfoUsdt;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Probes that a program brings along: those of a Python that was built with them.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class StaticProbesTest {
  private static final String PROGRAM =
      """
      import gc, sys
      print('ready', flush=True)
      for line in sys.stdin:
          gc.collect(int(line))
          print('answer', line, end='', flush=True)
      """;

  private final TraceSession session = new TraceSession();

  @AfterEach
  void end() {
    session.close();
  }

  private List<InfoUsdt.Row> probes(String line) {
    return ((InfoUsdt.Probes) session.run(line).value()).probes();
  }

  @Test
  void probesThatAProgramBringsAlongAreTraced() {
    try (RunningFixture target = Fixture.start(List.of("/usr/bin/python3", "-c", PROGRAM))) {
      Requirement.that(
          probes("info usdt -p " + target.pid()).stream()
              .anyMatch(row -> row.name().equals("gc__start")),
          "needs a Python with probes");
      assertTrue(
          session
              .say("info usdt /usr/bin/python3")
              .contains("/usr/bin/python3 python:gc__start  -4@"));
      String trace = "trace -p " + target.pid() + " usdt:python:";
      session.run(trace + "gc__start if $arg1 != 1 print \"of %d\", $arg1");
      session.run(trace + "gc__start");
      target.ask("0");
      target.ask("1");
      target.ask("2");
      session.awaitTold(5);
      List<String> some = session.told().stream().filter(it -> it.startsWith("[1]")).toList();
      assertEquals(2, some.size(), session.told().toString());
      assertTrue(some.getFirst().endsWith(" python3  of 0"), some.getFirst());
      assertTrue(some.getLast().endsWith(" python3  of 2"), some.getLast());
      assertTrue(
          session.told().stream().anyMatch(it -> it.endsWith(" python3  $arg1 = 1")),
          session.told().toString());
      session.refusal(trace + "nothing");
      UserError error = session.refusal(trace + "gc__start print $arg9");
      assertTrue(error.toString().contains("the probe has 1 arguments"), error.toString());
    }
  }
}
