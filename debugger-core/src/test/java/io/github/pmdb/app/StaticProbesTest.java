package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.command.trace.InfoUsdt;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

  private final OpenSession session = new OpenSession(null, OpenOptions.DEFAULT);
  private final Dispatcher dispatcher = new Dispatcher(Catalog.all());
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    session.background().close();
  }

  private List<InfoUsdt.Row> probes(String line) {
    return ((InfoUsdt.Probes) dispatcher.run(session, line).value()).probes();
  }

  @Test
  void probesThatAProgramBringsAlongAreTraced() {
    session.background().listen(page -> told.add(page.text().strip()));
    try (RunningFixture target = Fixture.start(List.of("/usr/bin/python3", "-c", PROGRAM))) {
      Requirement.that(
          probes("info usdt -p " + target.pid()).stream()
              .anyMatch(row -> row.name().equals("gc__start")),
          "needs a Python with probes");
      assertTrue(
          dispatcher
              .run(session, "info usdt /usr/bin/python3")
              .text()
              .text()
              .contains("/usr/bin/python3 python:gc__start  -4@"));
      String trace = "trace -p " + target.pid() + " usdt:python:";
      dispatcher.run(session, trace + "gc__start if $arg1 != 1 print \"of %d\", $arg1");
      dispatcher.run(session, trace + "gc__start");
      target.ask("0");
      target.ask("1");
      target.ask("2");
      while (told.size() < 5 && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
      List<String> some = told.stream().filter(it -> it.startsWith("[1]")).toList();
      assertEquals(2, some.size(), told.toString());
      assertTrue(some.getFirst().endsWith(" python3  of 0"), some.getFirst());
      assertTrue(some.getLast().endsWith(" python3  of 2"), some.getLast());
      assertTrue(told.stream().anyMatch(it -> it.endsWith(" python3  $arg1 = 1")), told.toString());
      assertThrows(UserError.class, () -> dispatcher.run(session, trace + "nothing"));
      UserError error =
          assertThrows(
              UserError.class, () -> dispatcher.run(session, trace + "gc__start print $arg9"));
      assertTrue(error.toString().contains("the probe has 1 arguments"), error.toString());
    }
  }
}
