package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.trace.TraceLatency;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls as a tree, of a program that logs its entries and returns by itself.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceTreeTest {
  private static final Pattern LINE =
      Pattern.compile("(?:\\[1] )?\\d\\d:\\d\\d:\\d\\d\\.\\d{6} (\\d+) calls( .*)");

  @TempDir Path directory;
  private final TraceSession session = new TraceSession();
  private @Nullable RunningFixture running;

  @AfterEach
  void end() {
    session.close();
    if (running != null) {
      running.close();
    }
  }

  private void start(String... flags) {
    start(Fixture.compile("calls", flags));
  }

  private void start(Path program) {
    running = Fixture.start(List.of(program.toString(), directory.resolve("truth").toString()));
  }

  private RunningFixture target() {
    return Objects.requireNonNull(running);
  }

  private void trace(String spec) {
    session.run("trace-tree -p " + target().pid() + " " + spec);
  }

  /// Functions that jump to each other are all under way until the last of them returns.
  @Test
  void callsThatAreUnderWayAreBounded() {
    start(Fixture.compile("tailcalls", "-O2"));
    trace("/ping|pong/");
    target().ask("turns 4200");
    session.awaitTold("a thread is in more than 4096 of the calls at once");
    session.awaitTold(4202);
    int deepest =
        session.told().stream()
            .filter(line -> line.contains("-> "))
            .mapToInt(line -> line.indexOf("-> "))
            .max()
            .orElseThrow();
    assertTrue(deepest < 2 * 4096 + 60, "indented by " + deepest);
  }

  /// Of each thread its lines, without the times.
  private static Map<String, List<String>> byThread(List<String> lines) {
    return lines.stream()
        .map(TraceTreeTest::matched)
        .collect(
            Collectors.groupingBy(
                line -> line.group(1),
                Collectors.mapping(
                    line -> line.group(2).replaceAll("  took [\\d.]+ (ns|µs|ms|s)$", ""),
                    Collectors.toList())));
  }

  private static Matcher matched(String line) {
    Matcher matcher = LINE.matcher(line);
    assertTrue(matcher.matches(), line);
    return matcher;
  }

  private Map<String, List<String>> truth() throws IOException {
    return Files.readAllLines(directory.resolve("truth")).stream()
        .map(line -> line.split(" ", 2))
        .collect(
            Collectors.groupingBy(
                line -> line[0], Collectors.mapping(line -> " " + line[1], Collectors.toList())));
  }

  private List<String> tree() {
    return Objects.requireNonNull(byThread(session.told()).get(Long.toString(target().pid())));
  }

  @Test
  void recursionIsIndentedThreadByThread() throws IOException {
    start();
    trace("/walk|leaf/");
    target().ask("walk 6");
    target().ask("threads 7");
    Map<String, List<String>> truth = truth();
    session.awaitTold(truth.values().stream().mapToInt(List::size).sum());
    assertEquals(3, truth.size());
    assertEquals(truth, byThread(session.told()));
    long timed = session.told().stream().filter(line -> line.contains("  took ")).count();
    assertEquals(session.told().size() / 2, timed);
  }

  @Test
  void itemsAreToldAtTheirEnds() {
    start("-O2");
    trace("walk print n, $retval");
    target().ask("walk 1");
    session.awaitTold(6);
    assertEquals(
        List.of(
            " -> walk  n = 1",
            "   -> walk  n = 0",
            "   <- walk  $retval = 0",
            "   -> walk  n = 0",
            "   <- walk  $retval = 0",
            " <- walk  $retval = 2"),
        tree());
  }

  @Test
  void callsThatAreJumpedOutOfAreOver() {
    start("-O2");
    trace("/catcher|thrower|leaf/");
    target().ask("jump 1");
    target().ask("walk 0");
    session.awaitTold(10);
    assertEquals(
        List.of(
            " -> catcher",
            "   -> thrower",
            "     -> thrower",
            "     <- thrower  is over, its return was not seen",
            "   <- thrower  is over, its return was not seen",
            "   -> leaf",
            "   <- leaf",
            " <- catcher",
            " -> leaf",
            " <- leaf"),
        tree());
  }

  /// A return address that the kernel has put in place of the caller's would end the program here.
  @Test
  void exceptionsFindTheirWayThroughTracedCalls() {
    start("-xc++", "-O2", "-Wl,--no-as-needed", "-lstdc++");
    trace("/(anonymous namespace::)?(trier|tosser|leaf).*/");
    target().ask("throw 1");
    target().ask("walk 0");
    session.awaitTold(10);
    List<String> tree = tree().stream().map(line -> line.replaceAll("\\(.*?\\)", "")).toList();
    assertEquals(
        List.of(
            " -> trier",
            "   -> tosser",
            "     -> tosser",
            "     <- tosser  is over, its return was not seen",
            "   <- tosser  is over, its return was not seen",
            "   -> leaf",
            "   <- leaf",
            " <- trier",
            " -> leaf",
            " <- leaf"),
        tree);
    session.told().clear();
    session.run("trace-return -p " + target().pid() + " trier print n, $retval");
    target().ask("throw 5");
    session.awaitTold(1);
    target().ask("throw 6");
    assertEquals(
        1,
        ((TraceLatency.Measured)
                session.run("trace-latency --for 10ms trier -p " + target().pid()).value())
            .functions());
    String result = " trier(int)  n = 6, $retval = 12  took ";
    session.awaitTold(result);
  }

  /// Where exceptions may pass, probes are at return instructions, and a jump is none.
  @Test
  void callsWhoseReturnsAreNotSeenAreTold() {
    start("-xc++", "-O2", "-Wl,--no-as-needed", "-lstdc++");
    String unseen = "left out: calls that end by a jump to another function";
    assertTrue(session.say(returns("either")).contains(unseen));
    String refusal = String.valueOf(session.refusal(returns("first")).getMessage());
    assertTrue(refusal.contains("a jump to another function"), refusal);
    assertFalse(session.say(returns("walk")).contains(unseen));
  }

  private String returns(String function) {
    return "trace-return -p " + target().pid() + " " + function + " print $retval";
  }

  @Test
  void aFunctionThatGoesOverIntoAnotherReturnsWithIt() {
    start("-O2");
    trace("/first|second|leaf/");
    target().ask("tail 4");
    target().ask("tail 4");
    session.awaitTold(12);
    List<String> once =
        List.of(
            " -> first",
            "   -> second",
            "     -> leaf",
            "     <- leaf",
            "   <- second",
            " <- first");
    assertEquals(once, tree().subList(0, 6));
    assertEquals(once, tree().subList(6, 12));
  }

  @Test
  void aHandlerOnAnotherStackEndsNoCalls() {
    start("-O2");
    trace("/interrupted|leaf/");
    target().ask("signal 4");
    session.awaitTold(6);
    assertEquals(
        List.of(
            " -> interrupted",
            " -> leaf",
            " <- leaf",
            "   -> leaf",
            "   <- leaf",
            " <- interrupted"),
        tree());
  }

  @Test
  void functionsOfLibrariesHaveNamesWithoutDebugInformation() {
    start();
    trace("libc:/pthread_(create|join).*/");
    target().ask("threads 0");
    session.awaitTold(8);
    assertTrue(tree().getFirst().startsWith(" -> pthread_create"), session.told().toString());
    assertTrue(tree().contains(" <- pthread_join"), session.told().toString());
    assertEquals(
        2, AttachedLinks.list().stream().filter(it -> it.what().pid() == target().pid()).count());
  }

  @Test
  void whatAnEntryCannotKnowIsRefused() {
    start();
    UserError refusal =
        assertThrows(UserError.class, () -> trace("walk if n > 1 && $retval < 0 print n"));
    assertTrue(String.valueOf(refusal.getMessage()).contains("has $retval"), refusal.toString());
    assertTrue(refusal.hint().contains("trace-return"), refusal.hint());
    assertThrows(UserError.class, () -> trace("walk print locals"));
  }

  /// The return of a call is told when its entry is, also where the compiler left frames out.
  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-xc++ -O2 -Wl,--no-as-needed -lstdc++"})
  void aConditionChoosesCallsWithTheirReturns(String flags) {
    start(flags.split(" "));
    trace("/(walk|leaf)(\\(int\\))?/ if $arg1 == 2 print $arg1, $retval");
    target().ask("walk 3");
    target().ask("walk 2");
    session.awaitTold(8);
    List<String> once =
        List.of(
            " -> walk  $arg1 = 2",
            "   -> leaf  $arg1 = 2",
            "   <- leaf  $retval = 4",
            " <- walk  $retval = 8");
    assertEquals(once, plainNames().subList(0, 4));
    assertEquals(once, plainNames().subList(4, 8));
  }

  private List<String> plainNames() {
    return tree().stream().map(line -> line.replace("(int)", "")).toList();
  }

  @Test
  void eachEndHasItsPartOfAFormat() {
    start("-O2");
    trace("walk if n < 2 print \"n is %d, \\n gives %#x.\", n, $retval");
    target().ask("walk 1");
    session.awaitTold(6);
    assertEquals(" -> walk  n is 1", tree().getFirst());
    assertEquals(" <- walk  gives 0x2.", tree().getLast());
    session.run("delete trace 1");
    session.told().clear();
    trace("leaf print \"called\", bt 1");
    target().ask("walk 0");
    session.awaitTold(2);
    assertTrue(session.told().getFirst().contains("-> leaf  called\n"), session.told().toString());
    assertTrue(session.told().getLast().contains("<- leaf  took "), session.told().toString());
  }

  /// No second is as short as what the program does in between.
  @Test
  void aRateIsOfCallsAndNotOfTheirReturns() {
    start("-O2");
    trace("--rate 1/s walk print n");
    target().ask("walk 9");
    session.awaitTold(2);
    List<String> tree = tree();
    assertEquals(" -> walk  n = 9", tree.getFirst());
    assertEquals(" <- walk", tree.getLast());
    session.run("delete trace 1");
    session.awaitTold(" passed over by --rate");
  }

  @Test
  void scriptsGetDepthsAndKinds() {
    start();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] line = {
      "trace-tree", "--json", "-p", Long.toString(target().pid()), "--max", "4", "/walk|leaf/"
    };
    CompletableFuture<Integer> run =
        CompletableFuture.supplyAsync(() -> Main.run(line, Run.streams("", out, err)));
    TraceSession.await(
        () -> run.isDone() || err.toString(StandardCharsets.UTF_8).contains("tracing process"));
    target().ask("walk 0");
    assertEquals(0, run.join());
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(4, lines.size(), lines.toString());
    assertTrue(
        lines.get(1).contains("\"kind\":\"ENTRY\",\"depth\":1,\"function\":\"leaf\""),
        lines.get(1));
    assertTrue(
        lines.get(2).matches(".*\"kind\":\"RETURN\",\"depth\":1,.*\"nanos\":[1-9]\\d*,.*"),
        lines.get(2));
  }
}
