package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.fixture.RunningFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Traces where pmdb or the program is in a pid namespace of its own, as in a container: pids are
/// those that a person beside pmdb sees.
@Timeout(value = 90, unit = TimeUnit.SECONDS)
final class TraceNamespaceTest {
  private static final String NESTED = "unshare --pid --fork --kill-child --mount-proc";

  @TempDir Path directory;

  private static List<String> pmdb(String... words) {
    List<String> line = new ArrayList<>(Batch.line(List.of()));
    line.remove("--batch");
    line.addAll(Arrays.asList(words));
    return line;
  }

  private static String shell(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private List<String> inside(String script) {
    Requirement.tool("unshare");
    List<String> command = new ArrayList<>(Arrays.asList(NESTED.split(" ")));
    command.addAll(List.of("sh", "-c", script));
    return command;
  }

  /// Starts the program in the background, as `$pid`, and has it make calls until it is ended.
  private String started() {
    return "%s %s <%s & pid=$!; exec 9>%s; (while echo 'go 1' >&9; do sleep 0.02; done) & writer=$!; "
        .formatted(program(), directory.resolve("truth"), pipe(), pipe());
  }

  private static String program() {
    return shell(List.of(Fixture.compile("logged").toString()));
  }

  private String pipe() {
    return shell(List.of(directory.resolve("pipe").toString()));
  }

  @Test
  void aProgramInsideHasThePidThatIsSeenOutside() {
    try (RunningFixture container =
        RunningFixture.start(inside("exec " + program() + " " + directory.resolve("truth")))) {
      container.awaitReady();
      long pid = container.childPid();
      assertNotEquals(1, pid);
      try (RunningFixture tracer =
          RunningFixture.start(
              pmdb("trace", "-p", Long.toString(pid), "--max", "2", "step print x, bt 1"))) {
        tracer.awaitLineWith("tracing process " + pid);
        container.ask("go 2");
        tracer.awaitLineWith(" " + pid + " logged  x = 0");
        tracer.awaitLineWith(" step+");
        assertEquals(0, tracer.awaitExit());
      }
    }
  }

  @Test
  void pmdbInsideTellsThePidsOfTheContainer() {
    String traced =
        shell(pmdb("trace", "--max", "2", "step print x, bt 1"))
            .replace("'trace'", "'trace' -p $pid");
    Finished run =
        Finished.run(
            inside(
                "mkfifo "
                    + pipe()
                    + "; "
                    + started()
                    + "echo pid $pid.; "
                    + traced
                    + "; kill $writer $pid"));
    String pid = between(run.output(), "pid ", ".");
    assertTrue(Integer.parseInt(pid) < 100, run.output());
    assertEquals(2, count(run.output(), " " + pid + " logged  x = "), run.output());
    assertEquals(2, count(run.output(), " step+"), run.output());
  }

  /// The program is two namespaces deep, pmdb one: all processes of a program are looked for.
  @Test
  void aContainerInsideOfPmdbsOwnIsSeenToo() {
    String deeper = NESTED.replace("--mount-proc", "") + " sh -c ";
    String script =
        "mkfifo %s; %s %s & sleeper=$!; %s & tracer=$!; wait $tracer; for p in /proc/[0-9]*; do "
                .formatted(
                    pipe(),
                    deeper,
                    shell(List.of(started() + "wait $pid")),
                    shell(
                        pmdb(
                            "trace",
                            "--max",
                            "2",
                            "-e",
                            Fixture.compile("logged").toString(),
                            "step print x, bt 1")))
            + "echo \"seen ${p#/proc/} $(readlink $p/exe)\"; done; kill -9 $sleeper";
    Finished run = Finished.run(inside(script));
    String pid =
        run.output()
            .lines()
            .filter(line -> line.startsWith("seen ") && line.contains("logged"))
            .map(line -> line.split(" ")[1])
            .findFirst()
            .orElseThrow(() -> new AssertionError(run.output()));
    assertEquals(2, count(run.output(), " " + pid + " logged  x = "), run.output());
    assertEquals(2, count(run.output(), " step+"), run.output());
  }

  /// From inside of a namespace the processes beside it have no pid.
  @Test
  void whoeverIsNotSeenHasNoPid() {
    try (RunningFixture beside =
            Fixture.start(
                List.of(
                    Fixture.compile("logged").toString(), directory.resolve("truth").toString()));
        RunningFixture tracer =
            RunningFixture.start(
                inside(
                    shell(
                        pmdb(
                            "trace",
                            "--max",
                            "1",
                            "-e",
                            Fixture.compile("logged").toString(),
                            "step print x, bt 1"))))) {
      tracer.awaitLineWith("tracing all processes");
      beside.ask("go 1");
      tracer.awaitLineWith(" 0 logged  x = 0");
      tracer.awaitLineWith("(the process is not seen from this container)");
      assertEquals(0, tracer.awaitExit());
    }
  }

  @Test
  void aProcOfAnotherNamespaceIsRefused() {
    String command = shell(pmdb("trace", "-c", "true", "main"));
    Finished run =
        Finished.run(
            List.of("unshare", "--pid", "--fork", "--kill-child", "sh", "-c", command + "; true"));
    assertTrue(
        run.output().contains("/proc shows the pids of another pid namespace than pmdb's own"),
        run.output());
    assertTrue(run.output().contains("--mount-proc"), run.output());
  }

  private static long count(String text, String part) {
    return text.lines().filter(line -> line.contains(part)).count();
  }

  private static String between(String text, String begin, String end) {
    int from = text.indexOf(begin) + begin.length();
    return text.substring(from, text.indexOf(end, from));
  }
}
