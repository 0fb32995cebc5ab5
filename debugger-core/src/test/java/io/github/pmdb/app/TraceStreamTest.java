package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.uprobe.kernel.AttachedLinks;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `pmdb trace` on a running program that is told how often to come by.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceStreamTest {
  private static final String PLACE =
      "logged.c:" + Fixture.lineOf(Fixture.c("logged"), "/* the place */");
  private static final Pattern LINE =
      Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{6} (\\d+) logged  (.*)");

  @TempDir Path directory;
  private RunningFixture target;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void start() {
    target =
        Fixture.start(
            List.of(Fixture.compile("logged").toString(), directory.resolve("truth").toString()));
  }

  @AfterEach
  void end() {
    target.close();
  }

  private int pmdb(String... arguments) {
    List<String> all = new ArrayList<>(List.of("trace", "-p", Long.toString(target.pid())));
    all.addAll(List.of(arguments));
    return Main.run(all.toArray(String[]::new), Run.streams("", out, err));
  }

  /// Runs pmdb, and the program's calls as soon as it is traced.
  private int traced(int calls, String... arguments) {
    CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> pmdb(arguments));
    while (!said().contains("tracing process") && !run.isDone()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    target.ask("go " + calls);
    return run.join();
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private List<String> printed() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void hitsAreToldOneByOne() {
    assertEquals(0, traced(20, "--max", "3", PLACE + " if x > 4 print s->id, s->name, d, bt 3"));
    List<String> lines = printed();
    Matcher first = LINE.matcher(lines.getFirst());
    assertTrue(first.matches(), lines.getFirst());
    assertEquals(Long.toString(target.pid()), first.group(1));
    assertEquals("s->id = -65, s->name = \"n25\", d = 0.75", first.group(2));
    assertTrue(lines.get(1).matches("    #0  0x[0-9a-f]+ step\\+\\d+ at " + PLACE), lines.get(1));
    String caller = "logged.c:" + Fixture.lineOf(Fixture.c("logged"), "sink += step(");
    assertTrue(lines.get(2).matches("    #1  0x[0-9a-f]+ main\\+\\d+ at " + caller), lines.get(2));
    assertTrue(lines.get(3).matches("    #2  0x[0-9a-f]+ __libc_\\w+\\+\\d+"), lines.get(3));
    assertEquals(3, lines.stream().filter(line -> LINE.matcher(line).matches()).count());
    assertTrue(said().matches("(?s).*\\d+ times there, 3 shown.*"), said());
  }

  /// Those that hold nothing but numbers go another way.
  @Test
  void hitsKeepTheirOrderWhateverIsInThem() {
    assertEquals(0, traced(40, "--max", "40", "step print x, *(int *)(x % 3 ? (long)&s->id : 8)"));
    List<String> lines = printed();
    assertEquals(40, lines.size());
    for (int x = 0; x < 40; x++) {
      String value = x % 3 == 0 ? "<cannot read 0x8>" : Integer.toString(x * 7 - 100);
      assertTrue(
          lines.get(x).contains("  x = %d, *(int *)".formatted(x)) && lines.get(x).endsWith(value),
          lines.get(x));
    }
  }

  @Test
  void howAStringIsPrintedIsToldWhereNothingKnowsItsType() {
    target.close();
    target =
        Fixture.start(
            List.of(
                Fixture.compile("logged", "-g0").toString(), directory.resolve("log").toString()));
    String hint = "without debug information $arg1 is a number; the string that it leads to:";
    assertEquals(0, traced(1, "--max", "1", "step print $arg1, $arg2"));
    assertEquals(1, said().lines().filter(it -> it.startsWith(hint + " (char *)$arg1")).count());
    err.reset();
    assertEquals(0, traced(1, "--max", "1", "step print (char *)($arg1 + 4)"));
    assertTrue(printed().getLast().endsWith("(char *)($arg1 + 4) = \"n1\""), printed().getLast());
    assertFalse(said().contains(hint), said());
  }

  @Test
  void aFormatMakesTheLine() {
    assertEquals(
        0, traced(1, "--max", "1", PLACE + " print \"<%s> %5d %.2f\\n\", s->path, s->id, d"));
    Matcher line = LINE.matcher(printed().getFirst());
    assertTrue(line.matches());
    assertEquals("</srv/0/file>  -100 0.00", line.group(2));
  }

  @Test
  void wordsArePrintedAsTheyAre() {
    for (String items :
        List.of("\"got %% here\\n\"", "x, \"text\\n\"", "\"began\", x, \"a, b\", s->id")) {
      err.reset();
      assertEquals(0, traced(1, "--max", "1", "step print " + items));
    }
    assertEquals(
        List.of("got % here", "x = 1, text", "began, x = 2, a, b, s->id = -86"),
        printed().stream()
            .map(LINE::matcher)
            .map(line -> line.matches() ? line.group(2) : "")
            .toList());
  }

  @Test
  void scriptsGetOneObjectForEachHit() {
    assertEquals(0, traced(2, "--json", "--max", "2", "step print x, *(int *)8"));
    assertEquals(2, printed().size());
    Matcher time = Pattern.compile("\"time\":(\\d+),\"micros\":\\d+,").matcher(printed().getLast());
    assertTrue(time.find(), printed().getLast());
    // The clock of events is another one than that of the day: only the unit is looked at.
    long apart = Math.abs(System.currentTimeMillis() - Long.parseLong(time.group(1)));
    assertTrue(apart < TimeUnit.HOURS.toMillis(1), "milliseconds apart: " + apart);
    assertTrue(
        printed()
            .getLast()
            .contains(
                "\"values\":[{\"expression\":\"x\",\"text\":\"1\",\"missing\":false},"
                    + "{\"expression\":\"*(int *)8\",\"text\":\"<cannot read 0x8>\","
                    + "\"missing\":true}],\"stack\":[]"),
        printed().getLast());
  }

  @Test
  void itEndsWithItsTimeOrItsProcess() {
    assertEquals(0, traced(2, "--for", "100ms", "step print x"));
    CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> pmdb("step if x < 0"));
    while (said().split("tracing process").length < 3 && !run.isDone()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    target.close();
    assertEquals(0, run.join());
    assertTrue(said().contains("has ended"), said());
  }

  @Test
  void whatIsWrongIsToldBeforeAnythingIsDone() {
    assertEquals(1, pmdb("step print nothing"));
    assertTrue(
        said()
            .contains(
                "nothing: there is no nothing here (gdb: No symbol \"nothing\" in current context.)"),
        said());
    for (String name : List.of("setp", "ste")) {
      assertEquals(1, pmdb(name + " print x"));
      assertTrue(said().contains("there is no function " + name), said());
      assertTrue(said().contains("did you mean step"), said());
      err.reset();
    }
    assertEquals(1, pmdb("step if"));
    assertTrue(said().contains("a condition is missing behind `if`"), said());
    assertEquals(2, pmdb("--for", "soon", "step"));
    assertTrue(said().contains("`soon` is no time"), said());
    for (String most : List.of("-1", "0")) {
      assertEquals(2, pmdb("--max", most, "step"));
      assertTrue(said().contains("--max is a number above 0, not " + most), said());
    }
    Path nowhere = directory.resolve("missing").resolve("hits");
    assertEquals(1, pmdb("--output", nowhere.toString(), "step"));
    assertTrue(
        said().contains("cannot write %s: there is no such directory".formatted(nowhere)), said());
  }

  @Test
  void aProgramWithoutSymbolsSaysWhatCanBeNamed() {
    Path stripped = directory.resolve("stripped");
    Finished.run(
            List.of(
                Requirement.tool("strip").toString(),
                "-o",
                stripped.toString(),
                Fixture.compile("logged").toString()))
        .check();
    for (String command : List.of("trace", "trace-return")) {
      String[] line = {command, "-e", stripped.toString(), "step"};
      assertEquals(1, Main.run(line, Run.streams("", out, err)), said());
      assertTrue(
          said().contains(stripped + " is stripped: name a function that it exports, or *ADDRESS"),
          said());
      err.reset();
    }
  }

  /// As `head` does it: once it has its lines, nobody reads what comes.
  @Test
  void itEndsWhenNobodyReadsAnyMore() {
    OutputStream closing =
        new OutputStream() {
          @Override
          public void write(int octet) {
            out.write(octet);
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            if (out.size() > 0) {
              throw new IOException("Broken pipe");
            }
            out.write(bytes, from, length);
          }
        };
    CompletableFuture<Integer> run =
        CompletableFuture.supplyAsync(() ->
            Main.run(
                new String[] {"trace", "-p", Long.toString(target.pid()), "step print x"},
                Run.streams("", closing, err)));
    while (!said().contains("tracing process") && !run.isDone()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    int most = 0;
    while (!run.isDone()) {
      target.ask("go 50");
      most += 50;
    }
    assertEquals(0, run.join());
    assertFalse(printed().isEmpty());
    assertTrue(printed().size() <= most, printed().size() + " of " + most);
    assertTrue(AttachedLinks.list().stream().noneMatch(link -> link.what().pid() == target.pid()));
  }

  /// A process that has ended is there until its parent asks for its end: this one never does.
  @Test
  void aZombieEndsATrace() throws IOException {
    Process parent =
        new ProcessBuilder(
                "sh",
                "-c",
                "exec 3<&0; '%s' '%s' <&3 & echo $!; exec sleep 600 3<&-"
                    .formatted(Fixture.compile("logged"), directory.resolve("zombie")))
            .start();
    try (BufferedReader lines = parent.inputReader()) {
      // Which of the two comes first is not known.
      List<String> told = new ArrayList<>(List.of(lines.readLine(), lines.readLine()));
      assertTrue(told.remove("ready"), told.toString());
      String pid = told.getFirst();
      CompletableFuture<Integer> run =
          CompletableFuture.supplyAsync(() ->
              Main.run(
                  new String[] {"trace", "-p", pid, "step if x < 0"}, Run.streams("", out, err)));
      while (!said().contains("tracing process") && !run.isDone()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
      parent.outputWriter().close();
      assertEquals(0, run.join());
      assertTrue(said().contains("process %s has ended".formatted(pid)), said());
      assertTrue(Files.exists(Path.of("/proc", pid)), "its parent has not asked");
    } finally {
      parent.destroyForcibly();
    }
  }
}
