package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.RunningFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `pmdb trace` of programs that it starts, of all processes of a program, and of libraries that
/// are loaded later.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceWhomTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int pmdb(String... arguments) {
    List<String> all = new ArrayList<>(List.of("trace"));
    all.addAll(List.of(arguments));
    return Main.run(all.toArray(String[]::new), Run.streams("", out, err));
  }

  private CompletableFuture<Integer> begun(String... arguments) {
    CompletableFuture<Integer> run = CompletableFuture.supplyAsync(() -> pmdb(arguments));
    while (!said().contains("tracing ") && !run.isDone()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return run;
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private List<String> printed() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private RunningFixture logged(String... flags) {
    Path truth = directory.resolve("truth" + System.nanoTime());
    return Fixture.start(List.of(Fixture.compile("logged", flags).toString(), truth.toString()));
  }

  @Test
  void aProgramIsTracedFromItsStart() throws IOException {
    Path source = directory.resolve("early.c");
    Files.writeString(
        source,
        """
        #include <stdio.h>
        static int table[3] = {5, 6, 7};
        static const char *words[] = {"one", "two", "three"};
        __attribute__((noinline)) static int early(int i) { return table[i]; }
        int main(int c, char **v) { int s = c; for (int i = 0; i < 3; i++) s += early(i); return s > 99; }
        """);
    Path program = directory.resolve("early it's");
    compile(source, program);
    assertEquals(
        0,
        pmdb(
            "-c",
            "\"" + program + "\" a b",
            "early if table[i] != 6 print i, table[i], words[i], &table[1] == table + 1"),
        said());
    assertEquals(2, printed().size(), said());
    assertTrue(
        printed()
            .getFirst()
            .endsWith("i = 0, table[i] = 5, words[i] = \"one\", " + "&table[1] == table + 1 = 1"),
        printed().toString());
    assertTrue(printed().getLast().contains("words[i] = \"three\""), printed().toString());
    assertTrue(said().contains("3 times there, 2 shown"), said());
  }

  /// Expressions are gdb's and names of functions are ours: both look for the debug file.
  @Test
  void debugFilesAreFoundInNamedDirectories() throws IOException {
    Path whole = Fixture.compile("logged", "-O0", "-Wl,--build-id=0x00112233445566778899");
    Path debug = directory.resolve("symbols of others");
    Path file = debug.resolve(".build-id/00/112233445566778899.debug");
    Files.createDirectories(file.getParent());
    Path stripped = directory.resolve("stripped");
    Finished.run(List.of("objcopy", "--only-keep-debug", whole.toString(), file.toString()))
        .check();
    Finished.run(List.of("strip", "-o", stripped.toString(), whole.toString())).check();
    List<String> command = List.of(stripped.toString(), directory.resolve("truth").toString());
    try (RunningFixture target = Fixture.start(command)) {
      String pid = Long.toString(target.pid());
      CompletableFuture<Integer> run =
          begun("--debug-dir", debug.toString(), "-p", pid, "--max", "1", "step print x + 1");
      target.ask("go 3");
      assertEquals(0, run.join(), said());
    }
    assertEquals(1, printed().size(), said());
    assertTrue(printed().getFirst().endsWith("x + 1 = 1"), printed().toString());
  }

  @Test
  void ofAScriptTheInterpreterIsTraced() throws IOException {
    Path source = directory.resolve("reader.c");
    Files.writeString(
        source,
        """
        __attribute__((noinline)) int reads(int count, char *last) { return count + *last; }
        int main(int c, char **v) { return reads(c, v[c - 1]) == 0; }
        """);
    Path program = directory.resolve("reader");
    compile(source, program);
    Path script = directory.resolve("script");
    Files.writeString(script, "#!" + program + " -x\nwords\n");
    assertTrue(script.toFile().setExecutable(true));
    assertEquals(0, pmdb("-c", script + " word", "reads print count, last"), said());
    assertTrue(printed().getLast().endsWith("count = 4, last = \"word\""), printed().toString());
  }

  private static void compile(Path source, Path program) throws IOException {
    Process compiler =
        new ProcessBuilder(
                "cc", "-g", "-O0", "-pie", "-fPIE", "-o", program.toString(), source.toString())
            .inheritIO()
            .start();
    assertEquals(0, compiler.onExit().join().exitValue());
  }

  @Test
  void whatCannotBeStartedIsTold() {
    assertEquals(1, pmdb("-c", directory + "/nothing", "main"));
    assertTrue(said().contains("nothing cannot be run"), said());
    assertEquals(1, pmdb("-c", "true", "nosuchfunction"));
    assertEquals(2, pmdb("-c", "true", "-p", "1", "main"));
    assertTrue(said().contains("-e PROGRAM for all of its processes"), said());
  }

  @Test
  void aProgramThatEndsBeforeItRunsAScriptIsTold() {
    assertEquals(1, pmdb("-c", "true", "libc:malloc print py"));
    assertTrue(
        said().contains("true has ended before it ran what frames are asked for of"), said());
  }

  @Test
  void everyProcessOfAProgramIsTraced() {
    String program = Fixture.compile("logged").toString();
    try (RunningFixture before = logged()) {
      CompletableFuture<Integer> run =
          begun("-e", program, "--max", "4", "step if x < 2 print gcount, *s, bt 2");
      try (RunningFixture after = logged()) {
        before.ask("go 3");
        after.ask("go 3");
        assertEquals(0, run.join(), said());
        List<String> hits = printed().stream().filter(line -> line.contains("gcount")).toList();
        for (long pid : List.of(before.pid(), after.pid())) {
          List<String> of = hits.stream().filter(it -> it.contains(" " + pid + " ")).toList();
          assertEquals(2, of.size(), printed().toString());
          assertTrue(
              of.getFirst().contains("gcount = 0, *s = {id = -100, name = \"n0\""), of.getFirst());
        }
        assertEquals(4, printed().stream().filter(it -> it.matches(".*#1 .* main\\+.*")).count());
      }
    }
  }

  @Test
  void aLibraryThatIsLoadedLaterIsTraced() {
    // Python loads its extension modules by dlopen.
    String python =
        "import sys\nprint('ready', flush=True)\nfor l in sys.stdin:\n"
            + "  import bz2; bz2.compress(b'x'); print('answer', l, end='', flush=True)";
    try (RunningFixture target = Fixture.start(List.of("python3", "-c", python))) {
      CompletableFuture<Integer> run =
          begun(
              "-p",
              Long.toString(target.pid()),
              "--max",
              "1",
              "libbz2:BZ2_bzCompressInit print $arg2");
      target.ask("go");
      assertEquals(0, run.join(), said());
      assertTrue(printed().getFirst().endsWith("$arg2 = 9"), printed().toString());
      assertEquals(1, pmdb("-p", Long.toString(target.pid()), "nosuchlib:f"));
      assertTrue(said().contains("no library nosuchlib is loaded"), said());
      assertFalse(said().contains("exception"), said());
    }
  }

  /// Whoever else has loaded the library comes by there too.
  @Test
  void ofALibraryTheCallsOfTheProgramAloneCount() throws IOException {
    Path program = Fixture.compile("logged");
    Path other = Files.copy(program, directory.resolve("other"));
    try (RunningFixture target = logged();
        RunningFixture beside =
            Fixture.start(List.of(other.toString(), directory.resolve("others").toString()))) {
      CompletableFuture<Integer> run =
          begun("-e", program.toString(), "--max", "2", "libc:snprintf print $arg2");
      beside.ask("go 3");
      target.ask("go 1");
      assertEquals(0, run.join(), said());
      assertTrue(
          printed().stream().allMatch(line -> line.contains(" " + target.pid() + " logged ")),
          printed().toString());
      assertTrue(said().contains("2 times there, 2 shown"), said());
    }
  }

  @Test
  void childrenThatAreNotTracedAreTold() throws IOException {
    Path source = directory.resolve("forks.c");
    Files.writeString(
        source,
        """
        #include <stdio.h>
        #include <unistd.h>
        __attribute__((noinline)) static int work(int i) { return i + 1; }
        int main(void) {
          char line[99];
          int into[2], sum = 0;
          if (pipe(into)) return 1;
          puts("ready"); fflush(stdout);
          while (fgets(line, sizeof line, stdin)) {
            sum += work(line[0]);
            if (line[0] == 'f' && fork() == 0) { close(into[1]); return (int)read(into[0], line, 1); }
            printf("answer %s", line); fflush(stdout);
          }
          return sum > 9999;
        }
        """);
    Path program = directory.resolve("forks");
    compile(source, program);
    try (RunningFixture target = Fixture.start(List.of(program.toString()))) {
      CompletableFuture<Integer> run =
          begun("-p", Long.toString(target.pid()), "--max", "2", "work print i");
      target.ask("fork");
      String told =
          ", a child of process %d, has this code too and is not traced".formatted(target.pid());
      TraceSession.await(() -> said().contains(told));
      target.ask("go on");
      assertEquals(0, run.join(), said());
      assertEquals(said().indexOf(told), said().lastIndexOf(told));
    }
  }

  /// Where a thread has its errno is found by its first call: there is no process to look at
  /// before.
  @Test
  void errorsOfAProgramThatIsStartedAreTold() {
    Streams streams = Run.streams("", out, err);
    String[] line = {
      "trace-return", "-c", "cat " + directory.resolve("none"), "libc:open if (int)$retval < 0"
    };
    Main.run(line, streams);
    assertTrue(
        printed().stream()
            .anyMatch(it ->
                it.matches(
                    ".*/none\", O_RDONLY.*\\) = -1 ENOENT \\(No such file or directory\\)  took .*")),
        printed() + said());
  }
}
