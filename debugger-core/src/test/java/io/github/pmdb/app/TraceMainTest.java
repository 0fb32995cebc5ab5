package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.command.trace.TraceCount;
import io.github.pmdb.command.trace.TraceLatency;
import io.github.pmdb.command.trace.TraceList;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.output.Json;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.thread.Cancellation;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The commands that probe running code, on a process that is told what to call.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TraceMainTest {
  private static Path program;
  private RunningFixture target;

  @BeforeAll
  static void build() {
    try {
      AttachedLinks.list();
    } catch (UserError e) {
      Requirement.that(false, "needs the rights for probes: " + e.getMessage());
    }
    program = Fixture.compile("traced", "-O2");
  }

  @BeforeEach
  void start() {
    target = Fixture.start(List.of(program.toString()));
  }

  @AfterEach
  void end() {
    target.close();
  }

  private static String run(String... arguments) {
    return Run.printed("", arguments);
  }

  private static void says(String regex, String answer) {
    assertTrue(Pattern.compile(regex).matcher(answer).find(), regex + " in:\n" + answer);
  }

  private String pid() {
    return Long.toString(target.pid());
  }

  /// Runs a command that goes on until it is cancelled, and cancels it once the target has done
  /// what it was told to do behind the probes.
  private <T> T whileItRuns(String line, Class<T> type, Runnable calls) {
    Cancellation cancellation = new Cancellation();
    Dispatcher dispatcher = new Dispatcher(Catalog.all());
    OpenSession session = new OpenSession(null, OpenOptions.DEFAULT);
    CompletableFuture<Object> value = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            value.complete(cancellation.guard(() -> dispatcher.run(session, line).value()));
          } catch (RuntimeException e) {
            value.completeExceptionally(e);
          }
        });
    int links = line.startsWith("trace-latency") ? 2 : 1;
    while (AttachedLinks.list().stream().filter(this::isInTarget).count() < links
        && !value.isDone()) {
      LockSupport.parkNanos(2_000_000);
    }
    calls.run();
    if (target.isAlive()) {
      cancellation.cancel();
    }
    return type.cast(value.join());
  }

  private boolean isInTarget(io.github.pmdb.uprobe.kernel.AttachedLink link) {
    return link.what().pid() == target.pid();
  }

  private void call(String function, int times, int threads) {
    target.type("%s %d %d".formatted(function, times, threads));
    target.awaitLine("%s %d done".formatted(function, times));
  }

  @Test
  void callsAreCounted() {
    TraceCount.Counted counted =
        whileItRuns(
            "trace-count 'alpha|beta|down|locked|nap' -p " + pid(),
            TraceCount.Counted.class,
            () -> {
              call("alpha", 100, 3);
              call("beta", 7, 1);
            });
    assertEquals(List.of("alpha 300", "beta 7"), rows(counted));
    assertEquals(2, counted.called());
    assertEquals(4, counted.functions());
    assertEquals("locked", counted.notProbed().getFirst().name());
    String text = new TraceCount().text(new OpenSession(null, OpenOptions.DEFAULT), counted).text();
    says("(?s)Calls +Per second  Function\n +300 +\\d+\\.\\d  alpha\n +7 ", text);
    says("2 of 4 functions of " + program + " were called in \\d+\\.\\d s by process", text);
    says("not probed: locked: it begins with a locked instruction", text);
  }

  private static List<String> rows(TraceCount.Counted counted) {
    return counted.rows().stream().map(row -> row.function() + " " + row.calls()).toList();
  }

  @Test
  void latenciesAreMeasured() {
    TraceLatency.Measured measured =
        whileItRuns(
            "trace-latency nap -p " + pid(), TraceLatency.Measured.class, () -> call("nap", 8, 1));
    TraceLatency.Row nap = measured.rows().getFirst();
    assertEquals(8, nap.calls());
    assertTrue(nap.longestNanos() >= 20_000_000, nap.toString());
    assertEquals(8, nap.bins().stream().mapToLong(TraceLatency.Bin::calls).sum());
    String text =
        new TraceLatency().text(new OpenSession(null, OpenOptions.DEFAULT), measured).text();
    says("nap: 8 calls, \\d+\\.\\d a second, mean [\\d.]+ ms, half at most ", text);
    says(" [\\d.]+ ms … [\\d.]+ ms +\\|#+ *\\| \\d\n", text);
    assertEquals(0, measured.notReturned());
    says("\"calls\":8,\"totalNanos\":\\d+", Json.result("trace-latency", measured));
  }

  @Test
  void callsThatDidNotReturnAreTold() {
    TraceLatency.Row row = new TraceLatency.Row("f", 80, 800, 7, 15, 15, 12, 20, List.of());
    TraceLatency.Measured measured =
        new TraceLatency.Measured(
            "file", "process 1", false, 1, 2, List.of(row), 0, 25, 0, List.of());
    String text =
        new TraceLatency().text(new OpenSession(null, OpenOptions.DEFAULT), measured).text();
    says("f: 80 calls, 20 not returned, 80.0 a second, mean 10 ns", text);
    says("25 calls more were not seen to return: left by an exception or a jump, or still", text);
  }

  @Test
  void probesOfTheMachineAreListedWithTheirHolders() {
    whileItRuns(
        "trace-latency alpha -p " + pid(),
        TraceLatency.Measured.class,
        () -> {
          String list = run("trace", "--list");
          String ours = ", in process " + pid() + "; held by " + ProcessHandle.current().pid();
          says("\\d+  pmdb_latency +1  " + program + ours, list);
          says("pmdb_latency_r +1  " + program + ", at returns" + ours, list);
        });
    TraceList.Listed after =
        (TraceList.Listed)
            new Dispatcher(Catalog.all())
                .run(new OpenSession(null, OpenOptions.DEFAULT), "trace-list")
                .value();
    assertTrue(after.rows().stream().noneMatch(row -> row.what().pid() == target.pid()));
  }

  @Test
  void theCommandLineTellsWhatIsMissing() {
    says(
        "0 of 1 functions of .* were called in \\d+\\.\\d s by process",
        run("trace-count", "alpha", "-p", pid(), "--for", "100ms"));
    says(
        "\"called\":0",
        run("--json", "trace-count", "-e", program.toString(), "--for", "10ms", "alpha"));
    says(
        "no call ended of 1 function of ",
        run("trace-latency", "alpha", "-p", pid(), "--for", "10ms"));
    says("whose calls\\? -p PID is one process", run("trace-count", "alpha"));
    says("`soon` is no time", run("trace-count", "alpha", "-p", pid(), "--for", "soon"));
    says("there is no process 4194305", run("trace-count", "alpha", "-p", "4194305"));
    says("no function of .* is named lph", run("trace-count", "lph", "-p", pid()));
    says("-p PID SPEC, or --list", run("trace"));
  }

  /// The answer comes without Ctrl-C when there is nothing more to come.
  @Test
  void theEndOfTheProcessEndsTheCommand() {
    TraceCount.Counted counted =
        whileItRuns(
            "trace-count alpha -p " + pid(),
            TraceCount.Counted.class,
            () -> {
              call("alpha", 5, 1);
              target.close();
            });
    assertEquals(List.of("alpha 5"), rows(counted));
    String text = new TraceCount().text(new OpenSession(null, OpenOptions.DEFAULT), counted).text();
    says(" by process " + target.pid() + " \\([^)]+\\), which has ended\n", text);
  }
}
