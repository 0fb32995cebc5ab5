package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.trace.InfoTraces;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Traces in the background of a session.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceCommandTest {
  @TempDir Path directory;
  private RunningFixture target;
  private final TraceSession session = new TraceSession();

  @BeforeEach
  void start() {
    target =
        Fixture.start(
            List.of(Fixture.compile("logged").toString(), directory.resolve("truth").toString()));
  }

  @AfterEach
  void end() {
    session.close();
    target.close();
  }

  private String trace(String spec) {
    return session.say("trace -p " + target.pid() + " " + spec);
  }

  private List<InfoTraces.Row> traces() {
    return ((InfoTraces.Traces) session.run("info traces").value()).traces();
  }

  private long probes() {
    return AttachedLinks.list().stream().filter(it -> it.what().pid() == target.pid()).count();
  }

  @Test
  void hitsAreToldWithTheNumberOfTheirTrace() {
    String began = trace("step print x");
    assertTrue(began.startsWith("trace 1: step print x\n[1] tracing process "), began);
    trace("step if x > 1 print s->id, bt 1");
    target.ask("go 3");
    session.awaitTold(4);
    assertEquals(
        3,
        session.told().stream()
            .filter(it -> it.matches("\\[1] [0-9:.]+ \\d+ logged  x = \\d"))
            .count());
    String second =
        session.told().stream().filter(it -> it.startsWith("[2]")).findFirst().orElseThrow();
    assertTrue(
        second.matches("\\[2] .* s->id = -86\n    #0  0x[0-9a-f]+ step\\+\\d+ at logged.c:\\d+"),
        second);
    assertTrue(
        session
            .say("info traces")
            .matches(
                "(?s)Num  State .*\n1    running +3 +3  step print x\n     tracing process \\d+ at 0x[0-9a-f]+ \\(logged.c:\\d+\\)\n2    running +3 +1  .*"));
  }

  @Test
  void aTraceIsDisabledEnabledAndDeleted() {
    trace("step print x");
    assertEquals(1, probes());
    assertEquals("trace 1 disabled\n", session.say("disable trace 1"));
    assertEquals(0, probes());
    target.ask("go 2");
    assertEquals("disabled", traces().getFirst().state().name().toLowerCase(java.util.Locale.ROOT));
    session.say("enable trace 1");
    target.ask("go 1");
    TraceSession.await(() -> session.told().stream().anyMatch(it -> it.endsWith("x = 2")));
    assertEquals(1, traces().getFirst().hits());
    assertEquals("trace 1 deleted\n", session.say("delete trace"));
    assertEquals(0, probes());
    assertEquals("there are no traces; `trace SPEC` begins one\n", session.say("info traces"));
    session.refusal("delete trace 1");
    assertTrue(trace("step").startsWith("trace 2: "));
  }

  @Test
  void hitsThatHaveComeAreToldAtItsEnd() {
    trace("step print x");
    trace("step print *s");
    target.ask("go 300");
    session.say("disable trace 1");
    session.say("disable trace 2");
    for (InfoTraces.Row row : traces()) {
      assertEquals(300, row.hits());
      assertEquals(300, row.shown());
    }
    assertEquals(
        2, session.told().stream().filter(it -> it.endsWith("300 times there, 300 shown")).count());
  }

  /// In front of the call there is nothing but loads of its argument.
  @Test
  void aProbeIsPutWhereItCostsLess() throws IOException {
    String line = "logged.c:" + Fixture.lineOf(Fixture.c("logged"), "fflush(truth);");
    String began = trace(line + " print x, local");
    assertTrue(
        began.matches(
            "(?s).* at 0x\\w+ \\(logged.c:\\d+\\), by a probe at 0x\\w+, which means the same.*"),
        began);
    assertTrue(session.say("info traces").contains(", by a probe at 0x"));
    // The loads have changed the register.
    String asked = trace(line + " print x, $rdi != 0");
    assertFalse(asked.contains("by a probe"), asked);
    target.ask("go 5");
    session.awaitTold(10);
    List<String> truth = Files.readAllLines(directory.resolve("truth"));
    List<String> hits = session.told().stream().filter(it -> it.startsWith("[1]")).toList();
    assertEquals(5, hits.size());
    for (int x = 0; x < 5; x++) {
      String local = truth.get(x).split(" ")[5];
      assertTrue(hits.get(x).endsWith("  x = %d, local = %s".formatted(x, local)), hits.get(x));
    }
  }

  @Test
  void landingPadsArePassedOver() {
    target.close();
    target =
        Fixture.start(
            List.of(
                Fixture.compile("logged", "-fcf-protection=full").toString(),
                directory.resolve("again").toString()));
    assertTrue(trace("*step print $arg2").contains(", by a probe at 0x"));
    target.ask("go 3");
    session.awaitTold(3);
    assertTrue(session.told().getLast().endsWith("  $arg2 = 2"), session.told().toString());
  }

  @Test
  void aTraceEndsByItself() {
    trace("--max 2 step print x".replace("--max 2 ", ""));
    session.say("trace --max 2 -p " + target.pid() + " step print x");
    target.ask("go 5");
    TraceSession.await(
        () -> traces().get(1).state() == io.github.pmdb.command.Background.State.ENDED);
    assertEquals(2, traces().get(1).shown());
    session.refusal("enable trace 2");
    target.close();
    TraceSession.await(
        () -> traces().getFirst().state() == io.github.pmdb.command.Background.State.ENDED);
    assertTrue(
        session.told().stream().anyMatch(it -> it.startsWith("[1] process " + target.pid())));
  }

  @Test
  void theKernelLimitsTheRate() {
    session.say("trace --rate 3/s -p " + target.pid() + " step print x");
    target.ask("go 2000");
    TraceSession.await(() -> traces().getFirst().hits() == 2000);
    session.say("disable trace 1");
    long shown = traces().getFirst().shown();
    assertTrue(shown >= 3 && shown < 100, "shown: " + shown);
    assertTrue(
        session.told().getLast().contains(" passed over by --rate"), session.told().getLast());
    session.refusal("trace --rate often step");
  }

  @Test
  void aLineWithoutCodeMeansTheNextThatHasSome() {
    int named = Fixture.lineOf(Fixture.c("logged"), "#ifdef __cplusplus");
    String told = trace("logged.c:" + named + " print argc");
    assertTrue(
        told.matches("(?s).*\\(logged.c:\\d+: line " + named + " has no code there\\).*"), told);
  }

  @Test
  void hitsGoToAFile() throws IOException {
    Path file = directory.resolve("hits");
    String line = "trace --output " + file + " -p " + target.pid() + " step print x";
    session.say(line);
    target.ask("go 2");
    TraceSession.await(() -> traces().getFirst().shown() == 2);
    session.say("delete trace 1");
    assertEquals(2, Files.readAllLines(file).size());
    assertTrue(Files.readString(file).endsWith("x = 1\n"));
    assertTrue(String.valueOf(session.refusal(line).getMessage()).contains("is there already"));
  }

  /// The next try may use the same name.
  @Test
  void aTraceThatFailsLeavesNoFile() {
    Path file = directory.resolve("hits");
    String line = "trace --output " + file + " -p " + target.pid() + " step print ";
    session.refusal(line + "nothing");
    assertFalse(Files.exists(file));
    session.say(line + "x");
  }

  @Test
  void functionsOfLibrariesAreTraced() {
    trace("libc:fflush print $arg1 != 0");
    target.ask("go 1");
    session.awaitTold(1);
    assertTrue(session.told().getFirst().endsWith("$arg1 != 0 = 1"), session.told().getFirst());
  }

  @Test
  void whatIsWrongIsToldAndNothingIsLeft() {
    assertThrows(UserError.class, () -> trace("step print nothing"));
    assertThrows(UserError.class, () -> trace("step if"));
    session.refusal("trace step");
    assertEquals(List.of(), traces());
    assertEquals(0, probes());
  }
}
