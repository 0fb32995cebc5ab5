package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.trace.TraceStacks;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Pythons;
import io.github.pmdb.fixture.Pythons.Python;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Frames of Python at hits, compared with what the program says of itself at each.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TracePythonTest {
  private static final Pattern FRAME = Pattern.compile("File \"(.*)\", line (\\d+), in (\\S+)");

  /// In the words of py-bt, for a function whose code is gone by the time it is read.
  private static final String GONE = "another one by now";

  private final TraceSession session = new TraceSession();

  @AfterEach
  void end() {
    session.close();
  }

  static Stream<Python> pythons() {
    return Stream.concat(Pythons.allWithOld().stream(), Pythons.everySpecial().stream());
  }

  private static RunningFixture start(Python python) {
    return Fixture.start(python.command("hits"));
  }

  private void trace(RunningFixture target, String items) {
    session.run("trace -p " + target.pid() + " *mkdir print (char *)$rdi, " + items);
  }

  /// What was told of a call.
  private List<String> told(String name) {
    return session.await("= \"" + name + "\"");
  }

  /// `FUNCTION:LINE`, innermost first.
  private static List<String> frames(List<String> told) {
    return told.stream()
        .flatMap(line -> FRAME.matcher(line).results())
        .map(frame -> {
          return frame.group(3) + ":" + frame.group(2);
        })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void theFramesAreThoseOfTheThreadThatHits(Python python) {
    try (RunningFixture target = start(python)) {
      trace(target, "py, py-bt");
      for (String kind : List.of("plain", "method", "called_back", "generated", "threads")) {
        target.type(kind);
        List<String> truth = target.linesBefore("done " + kind);
        assertTrue(!truth.isEmpty(), kind);
        for (String line : truth) {
          List<String> words = Arrays.asList(line.split(" "));
          List<String> told = told(words.get(1));
          List<String> expected = words.subList(2, words.size());
          assertEquals(expected.getFirst(), frames(told).getFirst(), told.toString());
          assertEquals(expected, frames(told.subList(1, told.size())), told.toString());
          assertEquals(expected.size() + 1, told.size(), told.toString());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aFunctionThatIsGoneIsToldAndNoOtherInItsPlace(Python python) {
    try (RunningFixture target = start(python)) {
      trace(target, "py-bt");
      target.type("passing");
      for (String line : target.linesBefore("done passing")) {
        List<String> words = Arrays.asList(line.split(" "));
        List<String> told = told(words.get(1));
        List<String> frames = frames(told);
        List<String> expected = words.subList(2, words.size());
        boolean gone = told.toString().contains(GONE);
        assertTrue(gone ? expected.containsAll(frames) : expected.equals(frames), told + line);
        assertEquals(expected.getFirst(), frames.getFirst(), told.toString());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void threadsHaveTheNamesThatTheProgramGaveThem(Python python) {
    try (RunningFixture target = start(python)) {
      trace(target, "py");
      target.type("named");
      String told = told("/none/named").getFirst();
      assertTrue(told.contains(" (loader of \"x\" and more)  (char *)$rdi = "), told);
      target.type("release");
      target.awaitLine("done release");
      target.type("plain");
      told = told("/none/plain").getFirst();
      assertTrue(told.contains(" (MainThread)  (char *)$rdi = "), told);
    }
  }

  @Test
  void whereThereIsMoreThanAskedForIsTold() {
    try (RunningFixture target = start(Pythons.any())) {
      trace(target, "py-bt 20");
      target.type("deep");
      List<String> told = told("/none/deep");
      assertEquals(20, frames(told).size());
      assertEquals("(there are more than the 20 innermost frames)", told.getLast());
    }
  }

  /// A Python without ctypes can not do that to itself.
  static List<Python> withCtypes() {
    return pythons().filter(python -> python.imports("ctypes")).toList();
  }

  @ParameterizedTest
  @MethodSource("withCtypes")
  void framesInACircleAreNotFollowedForEver(Python python) {
    try (RunningFixture target = start(python)) {
      trace(target, "py-bt");
      target.type("circle");
      target.awaitLine("done circle");
      List<String> told = told("/none/circle");
      assertEquals(1, frames(told).size(), told.toString());
      assertTrue(frames(told).getFirst().startsWith("circle:"), told.toString());
      assertTrue(told.toString().contains("is its own caller"), told.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("withCtypes")
  void aThreadThatPythonDoesNotKnowHasNoFrames(Python python) {
    try (RunningFixture target = start(python)) {
      trace(target, "py, py-bt");
      target.type("native");
      assertTrue(told("/none/native").toString().contains("(no thread of Python)"));
    }
  }

  @ParameterizedTest
  @MethodSource("pythons")
  void aProcessThatEndsAtOnceEndsTheTraceAndNothingElse(Python python) {
    try (RunningFixture target = start(python)) {
      trace(target, "py-bt");
      target.type("last");
      List<String> told = told("/none/last");
      assertTrue(
          told.size() > 1 && (told.get(1).contains("in hit") || told.get(1).contains("read")),
          told.toString());
      session.awaitTold("process " + target.pid() + " has ended");
    }
  }

  /// Functions of Python stand in the place of the interpreter's, and what they call is there
  /// still.
  @ParameterizedTest
  @MethodSource("pythons")
  void stacksAreCountedWithThem(Python python) {
    try (RunningFixture target = start(python)) {
      Cancellation cancellation = new Cancellation();
      String line = "trace-stacks -p %d --py *mkdir".formatted(target.pid());
      CompletableFuture<Object> value =
          CompletableFuture.supplyAsync(() -> cancellation.guard(() -> session.run(line).value()));
      TraceSession.await(() ->
          value.isDone()
              || AttachedLinks.list().stream().anyMatch(it -> it.what().pid() == target.pid()));
      target.type("plain");
      target.awaitLine("done plain");
      cancellation.cancel();
      TraceStacks.Counted counted = (TraceStacks.Counted) value.join();
      assertEquals(1, counted.looked(), counted.toString());
      List<String> stack = counted.rows().getFirst().functions();
      List<String> ofPython = stack.stream().filter(each -> each.endsWith(" (hits.py)")).toList();
      assertEquals(
          List.of("hit (hits.py)", "plain (hits.py)", "<module> (hits.py)"),
          ofPython,
          stack.toString());
      assertEquals("mkdir", stack.getFirst(), stack.toString());
      assertTrue(stack.stream().noneMatch(each -> each.contains("EvalFrame")), stack.toString());
    }
  }

  @Test
  void whatIsPrintedCanBeReadByScripts() {
    try (RunningFixture target = start(Pythons.any())) {
      String pid = Long.toString(target.pid());
      target.type("repeated");
      Run.pmdb("", "trace", "-p", pid, "--max", "1", "--json", "*mkdir print py-bt 2")
          .says("\"item\":\"py-bt 2\",\"language\":\"Python\",\"frames\":[{\"function\":\"hit\"");
    }
  }

  /// A trace starts programs, and no scripts that start one.
  static List<Python> programs() {
    return pythons().filter(python -> isProgram(python.command("early").getFirst())).toList();
  }

  private static boolean isProgram(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return in.read() == 0x7f;
    } catch (IOException _) {
      return false; // to be looked for in PATH
    }
  }

  /// How far it has come by then is chance.
  @ParameterizedTest
  @MethodSource("programs")
  void aProgramThatIsStartedIsTracedOnceItHasAnInterpreter(Python python) {
    String command = String.join(" ", python.command("early"));
    Run.pmdb(
            "",
            "trace",
            "-c",
            command,
            "--max",
            "1",
            "libc:*mkdir if *(char *)($rdi + 6) == 'e' print py")
        .says("early.py\", line 8, in early");
  }

  @Test
  void whereThereIsNoPythonThatIsTheReason() {
    try (RunningFixture target = Fixture.startC("spin")) {
      UserError error = session.refusal("trace -p " + target.pid() + " main print py-bt");
      assertTrue(error.toString().contains("runs no Python"), error.toString());
    }
    UserError error = session.refusal("trace -e " + Fixture.compile("spin") + " main print py");
    assertEquals(
        "each process has Python at addresses of its own, which a probe for all of them does not know",
        error.getMessage());
    UserError twice = session.refusal("trace-stacks -p 1 --fp --py main");
    assertTrue(twice.toString().contains("is not known"), twice.toString());
  }
}
