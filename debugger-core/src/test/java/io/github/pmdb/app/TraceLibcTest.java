package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.command.OpenSession;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.target.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls of the C library, which has no debug information, against what the program says of them.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceLibcTest {
  /// Each of them is a name of the library's own, of which some mean the same function.
  private static final String FUNCTIONS =
      "/open|openat|stat|mkdir|rename|unlink|access|write|read|close|socket|connect|getaddrinfo|execve|fopen|getenv/";

  @TempDir Path directory;
  private final OpenSession session = new OpenSession(null, OpenOptions.DEFAULT);
  private final Dispatcher dispatcher = new Dispatcher(Catalog.all());
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    session.background().close();
  }

  private RunningFixture start(String... flags) {
    session.background().listen(page -> told.add(page.text().strip()));
    return Fixture.start(
        List.of(
            Fixture.compile("errors", flags).toString(), directory.resolve("truth").toString()));
  }

  private void awaitTold(String last) {
    while (told.stream().noneMatch(line -> line.contains(last))
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /// Without time, thread and how long it took; what stands where is the program's alone to know.
  private static String bare(String line) {
    return line.replaceFirst("^\\[1] [0-9:.]+ \\d+ errors  ", "")
        .replaceFirst("  took [\\d.]+ .?s$", "")
        .replaceAll("0x[0-9a-f]{6,}", "PLACE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-static"})
  void callsAreToldWithTheirErrors(String flags) throws IOException {
    String[] all = flags.isEmpty() ? new String[0] : new String[] {flags, "-Wno-error"};
    try (RunningFixture target = start(all)) {
      String where = flags.isEmpty() ? "libc:" + FUNCTIONS : FUNCTIONS;
      dispatcher.run(session, "trace-return -p " + target.pid() + " " + where);
      target.ask("go");
      awaitTold("getenv(\"PMDB_WORD\")");
      List<String> truth = new ArrayList<>(Files.readAllLines(directory.resolve("truth")));
      if (!flags.isEmpty()) {
        // There they end by jumps to others, and handlers of exceptions may be.
        truth.removeIf(line -> line.startsWith("stat(") || line.startsWith("fopen("));
      }
      List<String> lines = told.stream().map(TraceLibcTest::bare).toList();
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
      dispatcher.run(session, "trace -p " + target.pid() + " connect");
      target.ask("go");
      awaitTold("hidden");
      List<String> lines = told.stream().map(TraceLibcTest::bare).toList();
      assertTrue(
          lines.getFirst().matches("connect\\(\\d+, 127\\.0\\.0\\.1:1, 16\\)"), told.toString());
      assertEquals("connect(-1, unix:@\"hidden\", 110)", lines.getLast());
    }
  }

  @Test
  void conditionsAndItemsAreTheUsersOwn() {
    try (RunningFixture target = start()) {
      dispatcher.run(
          session, "trace-return -p " + target.pid() + " libc:close if (int)$retval == -1");
      dispatcher.run(session, "trace -p " + target.pid() + " libc:fopen print $arg1");
      target.ask("go");
      awaitTold("close(");
      awaitTold("$arg1 = ");
      assertEquals(
          List.of("close(-1) = -1 EBADF (Bad file descriptor)"),
          told.stream()
              .filter(line -> line.startsWith("[1]"))
              .map(TraceLibcTest::bare)
              .filter(line -> !line.toLowerCase(Locale.ROOT).contains("tracing"))
              .toList());
    }
  }
}
