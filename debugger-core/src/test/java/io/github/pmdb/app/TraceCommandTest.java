package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.command.trace.InfoTraces;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
  private final Dispatcher dispatcher = new Dispatcher(Catalog.all());
  private final OpenSession session = new OpenSession(null, OpenOptions.DEFAULT);
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void start() {
    target =
        Fixture.start(
            List.of(Fixture.compile("logged").toString(), directory.resolve("truth").toString()));
    session.background().listen(page -> told.add(page.text()));
  }

  @AfterEach
  void end() {
    session.background().close();
    target.close();
  }

  private String say(String line) {
    return dispatcher.run(session, line).text().text();
  }

  private String trace(String spec) {
    return say("trace -p " + target.pid() + " " + spec);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private List<InfoTraces.Row> traces() {
    return ((InfoTraces.Traces) dispatcher.run(session, "info traces").value()).traces();
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
    await(() -> told.size() == 4);
    assertEquals(
        3, told.stream().filter(it -> it.matches("\\[1] [0-9:.]+ \\d+ logged  x = \\d\n")).count());
    String second = told.stream().filter(it -> it.startsWith("[2]")).findFirst().orElseThrow();
    assertTrue(second.matches("\\[2] .* s->id = -86\n    #0  0x[0-9a-f]+ step\\+\\d+\n"), second);
    assertTrue(
        say("info traces")
            .matches(
                "(?s)Num  State .*\n1    running +3 +3  step print x\n2    running +3 +1  .*"));
  }

  @Test
  void aTraceIsDisabledEnabledAndDeleted() {
    trace("step print x");
    assertEquals(1, probes());
    assertEquals("trace 1 disabled\n", say("disable trace 1"));
    assertEquals(0, probes());
    target.ask("go 2");
    assertEquals("disabled", traces().getFirst().state().name().toLowerCase(java.util.Locale.ROOT));
    say("enable trace 1");
    target.ask("go 1");
    await(() -> told.stream().anyMatch(it -> it.endsWith("x = 2\n")));
    assertEquals(1, traces().getFirst().hits());
    assertEquals("trace 1 deleted\n", say("delete trace"));
    assertEquals(0, probes());
    assertEquals("there are no traces; `trace SPEC` begins one\n", say("info traces"));
    assertThrows(UserError.class, () -> say("delete trace 1"));
    assertTrue(trace("step").startsWith("trace 2: "));
  }

  @Test
  void aTraceEndsByItself() {
    trace("--max 2 step print x".replace("--max 2 ", ""));
    say("trace --max 2 -p " + target.pid() + " step print x");
    target.ask("go 5");
    await(() -> traces().get(1).state() == io.github.pmdb.command.Background.State.ENDED);
    assertEquals(2, traces().get(1).shown());
    assertThrows(UserError.class, () -> say("enable trace 2"));
    target.close();
    await(() -> traces().getFirst().state() == io.github.pmdb.command.Background.State.ENDED);
    assertTrue(told.stream().anyMatch(it -> it.startsWith("[1] process " + target.pid())));
  }

  @Test
  void theKernelLimitsTheRate() {
    say("trace --rate 3/s -p " + target.pid() + " step print x");
    target.ask("go 2000");
    await(() -> traces().getFirst().hits() == 2000);
    say("disable trace 1");
    long shown = traces().getFirst().shown();
    assertTrue(shown >= 3 && shown < 100, "shown: " + shown);
    assertTrue(told.getLast().contains(" passed over by --rate"), told.getLast());
    assertThrows(UserError.class, () -> say("trace --rate often step"));
  }

  @Test
  void hitsGoToAFile() throws IOException {
    Path file = directory.resolve("hits");
    String line = "trace --output " + file + " -p " + target.pid() + " step print x";
    say(line);
    target.ask("go 2");
    await(() -> traces().getFirst().shown() == 2);
    say("delete trace 1");
    assertEquals(2, Files.readAllLines(file).size());
    assertTrue(Files.readString(file).endsWith("x = 1\n"));
    assertTrue(
        String.valueOf(assertThrows(UserError.class, () -> say(line)).getMessage())
            .contains("is there already"));
  }

  @Test
  void functionsOfLibrariesAreTraced() {
    trace("libc:fflush print $arg1 != 0");
    target.ask("go 1");
    await(() -> !told.isEmpty());
    assertTrue(told.getFirst().endsWith("$arg1 != 0 = 1\n"), told.getFirst());
  }

  @Test
  void whatIsWrongIsToldAndNothingIsLeft() {
    assertThrows(UserError.class, () -> trace("step print nothing"));
    assertThrows(UserError.class, () -> trace("step if"));
    assertThrows(UserError.class, () -> say("trace step"));
    assertEquals(List.of(), traces());
    assertEquals(0, probes());
  }
}
