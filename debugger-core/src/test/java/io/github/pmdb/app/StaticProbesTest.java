package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.trace.InfoUsdt;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({"gcc, -O0, -p", "gcc, -O2, -p", "clang, -O2, -p", "gcc, -no-pie, -p", "gcc, -O2, -e"})
  void variablesOfTheProgramAreArguments(String compiler, String flag, String whom) {
    Path program =
        compiler.equals("gcc")
            ? Fixture.compile("usdt", flag)
            : Fixture.compileByClang("usdt", flag);
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      String whose = whom.equals("-p") ? Long.toString(target.pid()) : program.toString();
      session.run("trace %s %s usdt:shop:*".formatted(whom, whose));
      session.run("trace %s %s usdt:shop:sale if $arg1 > 1 print $arg3".formatted(whom, whose));
      target.ask("go 2");
      session.awaitTold(" usdt ", 5);
      assertEquals(
          List.of(
              "shop:sale  $arg1 = 1, $arg2 = -1, $arg3 = 1",
              "shop:refund  $arg1 = 10",
              "shop:sale  $arg1 = 3, $arg2 = -3, $arg3 = 2",
              "shop:refund  $arg1 = 20",
              "$arg3 = 2"),
          session.told().stream()
              .filter(it -> it.contains(" usdt "))
              .sorted(Comparator.comparing(it -> it.substring(0, 3)))
              .map(it -> it.replaceFirst(".* usdt +", ""))
              .toList());
    }
  }

  @Test
  void probesOfAFileAreListedWithoutAShell() {
    String program = Fixture.compile("usdt", "-O2").toString();
    String list = Run.printed("", "trace", "--usdt", "-e", program);
    assertTrue(list.startsWith(program + " shop:sale  -4@total(%rip) "), list);
    assertTrue(list.contains("\n" + program + " shop:refund  -8@%"), list);
    String told = Run.printed("", "trace-count", "usdt:shop:sale", "-e", program);
    assertTrue(told.contains("usdt:shop:sale is a probe that a program brings along"), told);
    assertTrue(Run.printed("", "trace", "--usdt", "-c", program).contains("-e FILE, or -p PID"));
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
