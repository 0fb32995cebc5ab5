package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Calls of the C library, which has no debug information, against what the program says of them.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceLibcTest {
  /// Each of them is a name of the library's own, of which some mean the same function.
  private static final String FUNCTIONS =
      "/open|openat|stat|mkdir|rename|unlink|access|write|read|close|socket|connect|send|pipe2|getaddrinfo|execve|fopen|getenv/";

  @TempDir Path directory;
  private final TraceSession session = new TraceSession();

  @AfterEach
  void end() {
    session.close();
  }

  private RunningFixture start(String... flags) {
    return Fixture.start(
        List.of(
            Fixture.compile("errors", flags).toString(), directory.resolve("truth").toString()));
  }

  /// Without time, thread and how long it took; what stands where is the program's alone to know.
  private static String bare(String line) {
    return line.replaceFirst("^\\[1] [0-9:.]+ \\d+ errors  ", "")
        .replaceFirst("  took [\\d.]+ .?s$", "")
        .replaceAll("0x[0-9a-f]{6,}", "PLACE");
  }

  @Test
  void aNameThatIsNotThereIsTheReason() {
    try (RunningFixture target = start("-g0")) {
      String spec = "trace -p %d %s print nosuch";
      String told = session.refusal(spec.formatted(target.pid(), "libc:malloc")).toString();
      assertTrue(told.contains("there is no nosuch here"), told);
      told = session.refusal(spec.formatted(target.pid(), "main")).toString();
      assertTrue(told.contains("(gdb: No symbol table is loaded"), told);
    }
  }

  @ParameterizedTest
  @CsvSource({"'', -p", "-static, -p", "'', -e", "-static, -e"})
  void callsAreToldWithTheirErrors(String flags, String whom) throws IOException {
    String[] all = flags.isEmpty() ? new String[0] : new String[] {flags, "-Wno-error"};
    try (RunningFixture target = start(all)) {
      String where = flags.isEmpty() ? "libc:" + FUNCTIONS : FUNCTIONS;
      String whose =
          whom.equals("-p")
              ? Long.toString(target.pid())
              : Fixture.compile("errors", all).toString();
      session.run("trace-return %s %s %s".formatted(whom, whose, where));
      target.ask("go");
      session.awaitTold("getenv(\"PMDB_WORD\")");
      List<String> truth = new ArrayList<>(Files.readAllLines(directory.resolve("truth")));
      if (!flags.isEmpty()) {
        // There they end by jumps to others, and handlers of exceptions may be.
        truth.removeIf(line -> line.startsWith("stat(") || line.startsWith("fopen("));
      }
      List<String> lines = session.told().stream().map(TraceLibcTest::bare).toList();
      // What it calls to write its own words, and what the library calls by itself, is told too.
      assertEquals(truth, inOrder(truth, lines), () -> String.join("\n", lines));
    }
  }

  /// Those of the lines that are to come next, one after the other.
  private static List<String> inOrder(List<String> wanted, List<String> lines) {
    List<String> found = new ArrayList<>();
    for (String line : lines) {
      if (found.size() < wanted.size() && line.equals(wanted.get(found.size()))) {
        found.add(line);
      }
    }
    return found;
  }

  @Test
  void entriesAreToldWithoutResults() {
    try (RunningFixture target = start()) {
      session.run("trace -p " + target.pid() + " connect");
      target.ask("go");
      session.awaitTold("hidden");
      List<String> lines = session.told().stream().map(TraceLibcTest::bare).toList();
      assertTrue(
          lines.getFirst().matches("connect\\(\\d+, 127\\.0\\.0\\.1:1, 16\\)"),
          session.told().toString());
      assertEquals("connect(-1, unix:@\"hidden\", 110)", lines.getLast());
    }
  }

  @Test
  void conditionsAndItemsAreTheUsersOwn() {
    try (RunningFixture target = start()) {
      session.run("trace-return -p " + target.pid() + " libc:close if (int)$retval == -1");
      session.run("trace -p " + target.pid() + " libc:fopen print $arg1");
      target.ask("go");
      session.awaitTold("close(");
      session.awaitTold("$arg1 = ");
      assertEquals(
          List.of("close(-1) = -1 EBADF (Bad file descriptor)"),
          session.told().stream()
              .filter(line -> line.startsWith("[1]"))
              .map(TraceLibcTest::bare)
              .filter(line -> !line.toLowerCase(Locale.ROOT).contains("tracing"))
              .toList());
    }
  }

  /// The C library has names of its own for most of its functions, and of some no debug
  /// information.
  @Test
  void functionsHaveTheNamesThatAreKnown() {
    try (RunningFixture target = start()) {
      for (String each : List.of("/unlink|socket|close/", "/(__)?connect/", "fopen")) {
        session.run("trace-return -p %d libc:%s print $retval".formatted(target.pid(), each));
      }
      session.run("trace -p %d libc:/socket|close/ print $rdi".formatted(target.pid()));
      target.ask("go");
      for (String each :
          List.of(
              "[1] unlink  $retval = ",
              "[1] socket  $retval = ",
              "[1] close  $retval = ",
              "[2] connect  $retval = ",
              "[3] fopen  $retval = ",
              "[4] socket  $rdi = ")) {
        TraceSession.await(() ->
            session.told().stream()
                .anyMatch(hit ->
                    hit.replaceFirst("(\\[\\d]) [0-9:.]+ \\d+ errors", "$1").startsWith(each)));
      }
      assertTrue(
          session.told().stream().noneMatch(hit -> hit.contains(" __")), session.told() + "");
    }
  }
}
