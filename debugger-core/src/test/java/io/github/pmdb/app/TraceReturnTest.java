package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.command.trace.TraceStacks;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.OpenOptions;
import io.github.pmdb.thread.Cancellation;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls that are told when they return, callers without frame pointers, and functions by patterns.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceReturnTest {
  @TempDir Path directory;
  private final TraceSession session = new TraceSession();

  @AfterEach
  void end() {
    session.close();
  }

  private RunningFixture logged(String... flags) {
    return Fixture.start(
        List.of(
            Fixture.compile("logged", flags).toString(), directory.resolve("truth").toString()));
  }

  private String trace(RunningFixture target, String command, String spec) {
    return session.say(command + " -p " + target.pid() + " " + spec);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2"})
  void callsAreToldWithWhatTheyReturn(String flags) throws IOException {
    try (RunningFixture target = logged(flags)) {
      trace(target, "trace-return", "step print x, $retval, s->id, $arg1->name");
      target.ask("go 3");
      session.awaitTold(3);
      List<String> truth = Files.readAllLines(directory.resolve("truth"));
      for (int x = 0; x < 3; x++) {
        // local + s->l, of which the latter is -x.
        long result = Long.parseLong(truth.get(x).split(" ")[5]) - x;
        assertTrue(
            session
                .told()
                .get(x)
                .matches(
                    "\\[1] [0-9:.]+ \\d+ logged step  x = %d, \\$retval = %d, s->id = %d, \\$arg1->name = \"n%d\"  took [\\d.]+ .s"
                        .formatted(x, result, x * 7 - 100, x * x)),
            session.told().get(x));
      }
    }
  }

  /// Both return at the same place of the stack.
  @Test
  void aFunctionThatEndsWithAJumpIsToldToo() {
    String program = Fixture.compile("tailcalls", "-O2").toString();
    try (RunningFixture target = Fixture.start(List.of(program))) {
      trace(target, "trace-return", "/outer|inner/ print $arg1, $retval");
      target.ask("3");
      session.awaitTold(6);
      for (String each :
          List.of("outer  $arg1 = 2, $retval = 5", "inner  $arg1 = 4, $retval = 5")) {
        assertTrue(session.told().stream().anyMatch(it -> it.contains(each)), session.told() + "");
      }
    }
  }

  @Test
  void conditionsAreOnBothEndsOfACall() {
    try (RunningFixture target = logged()) {
      trace(
          target,
          "trace-return",
          "step if x > 1 && $retval % 2 == 0 && x < 8 print \"%d: %d\", $retval, x");
      trace(target, "trace-return", "*step");
      target.ask("go 9");
      session.awaitTold(12);
      List<String> some = session.told().stream().filter(it -> it.startsWith("[1]")).toList();
      // x * 3 - (x * 7 - 100) - x
      assertEquals(3, some.size(), session.told().toString());
      assertTrue(some.getFirst().contains("  90: 2  took"), some.getFirst());
      assertTrue(some.getLast().contains("  70: 6  took"), some.getLast());
      String whole =
          session.told().stream().filter(it -> it.startsWith("[2]")).findFirst().orElseThrow();
      assertTrue(whole.matches(".* step  s = 0x[0-9a-f]+, x = 0, \\$retval = 100  took .*"), whole);
    }
  }

  @Test
  void whatCannotBeHadIsRefused() {
    try (RunningFixture target = logged()) {
      for (List<String> each :
          List.of(
              List.of("trace", "step print $retval", "$retval is known where a function returns"),
              List.of(
                  "trace-return",
                  "step print $retval + x",
                  "x is known where the function is entered"),
              List.of(
                  "trace-return",
                  "step if $retval > 1 || x > 1",
                  "x is known where the function is"),
              List.of("trace-return", "step print locals", "has no variables yet"),
              List.of("trace-return", "step print d", "is in no register"))) {
        UserError error =
            assertThrows(UserError.class, () -> trace(target, each.get(0), each.get(1)));
        assertTrue(String.valueOf(error.getMessage()).contains(each.get(2)), error.toString());
      }
    }
  }

  /// Code without frame pointers, traced where its frame does not stand yet.
  @Test
  void callersAreFoundByUnwindTables() {
    try (RunningFixture target = logged("-O2", "-fomit-frame-pointer")) {
      trace(target, "trace", "*step print x, bt");
      target.ask("go 1");
      session.awaitTold(1);
      assertTrue(
          session
              .told()
              .getFirst()
              .matches(
                  "(?s).*x = 0\n    #0  0x[0-9a-f]+ step at logged.c:\\d+\n    #1  0x[0-9a-f]+ main\\+\\d+ at logged.c:\\d+\n.*#\\d  0x[0-9a-f]+ _start\\+\\d+"),
          session.told().getFirst());
    }
  }

  @Test
  void functionsAreChosenByAPattern() {
    try (RunningFixture target = logged()) {
      trace(target, "trace", "/st.p/ print $arg2");
      target.ask("go 1");
      session.awaitTold(1);
      assertTrue(session.told().getFirst().endsWith("$arg2 = 0"), session.told().getFirst());
      assertThrows(UserError.class, () -> trace(target, "trace", "/nothing.*/"));
      assertThrows(UserError.class, () -> trace(target, "trace", "/st(p/"));
    }
  }

  @Test
  void theProgramsOfTheKernelAreShown() {
    try (RunningFixture target = logged()) {
      trace(target, "trace-return", "step if x > 3 print $retval");
      String text = session.say("trace --show-bpf 1");
      assertTrue(text.contains("pmdb_return at 0x"), text);
      assertTrue(text.contains("call ringbuf_output"), text);
      assertTrue(text.contains("pmdb_call at 0x"), text);
      session.refusal("trace --show-bpf 2");
      session.refusal("trace");
    }
  }

  @Test
  void stacksAreCounted() throws IOException {
    Path flame = directory.resolve("flame.html");
    Path folded = directory.resolve("folded");
    try (RunningFixture target =
        Fixture.start(
            List.of(Fixture.compile("traced", "-O2", "-fomit-frame-pointer").toString()))) {
      Cancellation cancellation = new Cancellation();
      String line =
          "trace-stacks -p %d --rate 100000/s --flame %s --folded %s *down"
              .formatted(target.pid(), flame, folded);
      CompletableFuture<Object> value =
          CompletableFuture.supplyAsync(() -> cancellation.guard(() -> session.run(line).value()));
      TraceSession.await(() ->
          value.isDone()
              || AttachedLinks.list().stream().anyMatch(it -> it.what().pid() == target.pid()));
      target.type("down 6 1");
      target.awaitLine("down 6 done");
      cancellation.cancel();
      TraceStacks.Counted counted = (TraceStacks.Counted) value.join();
      assertEquals(60, counted.hits());
      assertEquals(60, counted.looked());
      assertEquals(10, counted.rows().size(), counted.toString());
      for (TraceStacks.Row row : counted.rows()) {
        assertEquals(6, row.times());
        assertTrue(row.functions().containsAll(List.of("down", "run")), row.toString());
      }
      assertTrue(
          Files.readString(folded).lines().anyMatch(it -> it.endsWith(";run;down;down 6")),
          Files.readString(folded));
      String page = Files.readString(flame);
      assertTrue(page.contains("<title>down: 60, 100.00 %</title>"), page);
      assertTrue(page.contains("<title>all: 60, 100.00 %</title>"), page);
      assertTrue(page.startsWith("<!DOCTYPE html>"), page);
    }
  }

  /// The time that is given is that of looking, not that of reading symbols.
  @Test
  void stacksAreCountedForTheTimeThatIsAskedFor() throws IOException {
    long[] read = {0};
    OpenSession slow =
        new OpenSession(
            null,
            progressing(what -> {
              if (what.equals("reads symbols")) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
                read[0] = System.nanoTime();
              }
            }));
    Path flame = directory.resolve("flame.svg");
    try (RunningFixture target =
        Fixture.start(List.of(Fixture.compile("traced", "-O2").toString()))) {
      TraceStacks.Counted counted =
          (TraceStacks.Counted)
              new Dispatcher(Catalog.all())
                  .run(
                      slow,
                      "trace-stacks -p %d --for 100ms --flame %s down"
                          .formatted(target.pid(), flame))
                  .value();
      assertTrue(counted.seconds() >= 0.1, counted.toString());
      assertTrue(counted.seconds() < (System.nanoTime() - read[0]) / 1e9, counted.toString());
      assertTrue(Files.readString(flame).startsWith("<?xml "), "a picture");
    }
  }

  private static OpenOptions progressing(Consumer<String> progress) {
    OpenOptions usual = OpenOptions.DEFAULT;
    return new OpenOptions(
        usual.executable(),
        usual.roots(),
        usual.debugDirectories(),
        usual.sourcePaths(),
        usual.useEngine(),
        usual.enginePath(),
        usual.debuginfod(),
        usual.record(),
        usual.color(),
        progress);
  }
}
