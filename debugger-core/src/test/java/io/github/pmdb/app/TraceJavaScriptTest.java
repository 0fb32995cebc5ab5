package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Embeddable;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Frames of JavaScript at hits, compared with what the program says of itself at each.
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TraceJavaScriptTest {
  private static final Pattern FRAME = Pattern.compile("at (.+) \\((.*?)(?::(\\d+):\\d+)?\\)");

  private final TraceSession session = new TraceSession();

  @AfterEach
  void end() {
    session.close();
  }

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  private void trace(RunningFixture target, String items) {
    session.run("trace -p " + target.pid() + " *mkdir print (char *)$rdi, " + items);
  }

  private List<String> told(String name) {
    return session.await("= \"" + name + "\"");
  }

  /// `FUNCTION:LINE`, innermost first, from the fixture's own function on.
  private static List<String> frames(List<String> told) {
    List<String> all =
        told.stream()
            .flatMap(line -> FRAME.matcher(line).results())
            .map(TraceJavaScriptTest::frame)
            .toList();
    int first = 0;
    while (first < all.size() && !all.get(first).startsWith("hit:")) {
      first++;
    }
    return all.subList(first, all.size());
  }

  private static String frame(MatchResult frame) {
    String line = frame.group(3) == null ? "0" : frame.group(3);
    return frame.group(1).replace(' ', '_') + ":" + line;
  }

  /// Name and frames of each call of one kind.
  private static List<List<String>> truth(RunningFixture target, String kind) {
    target.type(kind);
    List<List<String>> calls = new ArrayList<>();
    for (String line : target.linesBefore("done " + kind)) {
      calls.add(Arrays.asList(line.split(" ")));
    }
    assertTrue(!calls.isEmpty(), kind);
    return calls;
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void theFramesAreThoseOfTheThreadThatHits(Node node) {
    try (RunningFixture target = Fixture.start(node.command("hits"))) {
      trace(target, "js-bt");
      for (String kind : List.of("plain", "method", "callback", "hot", "worker")) {
        for (List<String> call : truth(target, kind)) {
          List<String> told = told(call.get(1));
          List<String> frames = frames(told);
          List<String> expected = call.subList(2, call.size());
          int size = Math.min(frames.size(), expected.size());
          assertEquals(expected.subList(0, size), frames.subList(0, size), told.toString());
          assertTrue(size >= Math.min(expected.size(), 5), told + " of " + call);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aFunctionThatWasCollectedOrMovedIsToldAndNoOtherInItsPlace(Node node) {
    try (RunningFixture target = Fixture.start(node.command("hits"))) {
      trace(target, "js-bt 8");
      for (List<String> call : truth(target, "garbage")) {
        List<String> told = told(call.get(1));
        List<String> frames = frames(told);
        boolean moved = told.toString().contains("moved or collected");
        int size = Math.min(frames.size(), call.size() - 2);
        List<String> expected = call.subList(2, 2 + size);
        assertTrue(moved ? isAmong(frames, call) : expected.equals(frames), told + " of " + call);
      }
    }
  }

  private static boolean isAmong(List<String> frames, List<String> call) {
    return frames.stream()
        .allMatch(frame -> frame.startsWith("<anonymous>:") || call.contains(frame));
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void theInnermostFrameStandsOnTheLineOfTheHit(Node node) {
    try (RunningFixture target = Fixture.start(node.command("hits"))) {
      trace(target, "js");
      target.type("plain");
      List<String> told = told("/none/plain");
      assertEquals(1, told.size(), told.toString());
      assertTrue(told.getFirst().contains("  at mkdirSync (node:fs:"), told.toString());
    }
  }

  @Test
  void aStackOfWhichNotAllWasTakenAlongIsCutAndThatIsTold() {
    try (RunningFixture target = Fixture.start(Nodes.any().command("hits"))) {
      trace(target, "js-bt 100");
      target.type("deep");
      List<String> told = told("/none/deep");
      assertTrue(frames(told).size() > 10, told.toString());
      assertTrue(told.getLast().contains("more"), told.getLast());
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aProcessThatEndsAtOnceEndsTheTraceAndNothingElse(Node node) {
    try (RunningFixture target = Fixture.start(node.command("hits"))) {
      trace(target, "js");
      target.type("last");
      assertEquals(1, told("/none/last").size());
      session.awaitTold("process " + target.pid() + " has ended");
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aProgramThatIsStartedIsTracedOnceItHasAHeap(Node node) {
    String command = String.join(" ", node.command("early"));
    String spec = "libc:*mkdir if *(char *)($rdi + 6) == 'e' print js-bt 8";
    Run.pmdb("", "trace", "-c", command, "--max", "3", spec)
        .says("at early (", "early.js:7:", "at early (", "at early (");
  }

  /// Each in its thread; Python comes last.
  @ParameterizedTest
  @ValueSource(strings = {"py, js", "js, py"})
  void aProgramThatIsStartedMayHaveTwoLanguages(String items) throws IOException {
    List<Embeddable> pythons = Embeddable.all().toList();
    Requirement.that(!pythons.isEmpty(), "needs a shared library of Python");
    Embeddable python = pythons.getLast();
    List<String> command = new ArrayList<>(Nodes.any().command("with-python"));
    command.add(Fixture.compileShared("pythread", "-ldl").toString());
    command.addAll(List.of(python.library().toString(), python.home().toString()));
    Run.pmdb(
            "",
            "trace",
            "-c",
            String.join(" ", command),
            "--max",
            "40",
            "libc:getppid print " + items)
        .says("at parent (", "with-python.js:6:", "File \"<string>\", line 4, in parent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"py", "js-bt"})
  void everyProcessHasLanguagesSomewhereElse(String item) {
    String program = Nodes.any().command("early").getFirst();
    UserError error = session.refusal("trace -e " + program + " libc:mkdir print " + item);
    assertTrue(error.toString().contains("at addresses of its own"), error.toString());
  }

  @Test
  void whereThereIsNoNodeThatIsTheReason() {
    try (RunningFixture target = Fixture.startC("spin")) {
      UserError error = session.refusal("trace -p " + target.pid() + " main print js");
      assertTrue(error.toString().contains("runs no JavaScript"), error.toString());
    }
  }
}
