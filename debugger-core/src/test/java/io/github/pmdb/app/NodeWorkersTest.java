package io.github.pmdb.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Of a Node.js whose main thread is idle it is said what its workers do, and that they keep it
/// going.
@Timeout(60)
class NodeWorkersTest {
  private static final int EPOLL_WAIT = 232;
  private static final int EPOLL_PWAIT = 281;

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  /// Below a shell: the JDK waits for its own children and would take a stop for their end.
  private static RunningFixture start(Node node, String... roles) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(node.command("workers", roles));
    RunningFixture fixture = RunningFixture.start(command);
    fixture.awaitReady();
    return fixture;
  }

  private static Run attached(RunningFixture fixture, String lines, String until)
      throws InterruptedException {
    String pid = Long.toString(fixture.childPid());
    Pattern wanted = Pattern.compile(until, Pattern.DOTALL);
    ProcessHandle program = ProcessHandle.of(fixture.childPid()).orElseThrow();
    try {
      return attached(pid, lines, wanted);
    } finally {
      program.destroyForcibly();
    }
  }

  private static Run attached(String pid, String lines, Pattern wanted)
      throws InterruptedException {
    Run run = Run.pmdb(lines, "--no-gdb", "attach", pid);
    // A worker says that it has begun just before it waits.
    while (!wanted.matcher(run.out()).find()) {
      TimeUnit.MILLISECONDS.sleep(100);
      run = Run.pmdb(lines, "--no-gdb", "attach", pid);
    }
    return run;
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void workersThatWaitForEachOtherAreTold(Node node) throws InterruptedException {
    try (RunningFixture fixture = start(node, "lockA", "lockB", "idle")) {
      Run run = attached(fixture, "eventloop\n", "(in Atomics.wait, .*){4}");
      String worker = "  the worker of isolate [123] \\(thread [0-9]+\\) is in Atomics.wait, ";
      String line = "called by wait \\([^\n]*workers.js:11\\)\n";
      run.find(
          "(  the event loop of the main thread is idle: no JavaScript runs there until[^\n]*\n"
              + (worker + line).repeat(2)
              + ")");
      run.says(
          "; in Atomics.wait, called by wait (",
          "isolate 0, thread ",
          "  waits for events",
          "  kept going by 1 handle, ",
          "    * (async): of Node.js itself, for its 3 Workers: isolates 1, 2, 3\n");
      run.find("\n(  runs the main script of the worker, in wait \\([^\n]*workers.js:11:)");
      assertFalse(run.out().contains("it ends after this turn"), run.out());
    }
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void aLoopThatSpinsIsSaidToBeAWorkers(Node node) throws InterruptedException {
    try (RunningFixture fixture = start(node, "spin", "late")) {
      Run run =
          attached(
              fixture,
              "eventloop\n",
              "in spin .*  runs a callback of a timer, in wait |"
                  + "  runs a callback of a timer, in wait .*in spin ");
      run.find(
          "(  the event loop of the worker \\(isolate [12]\\) goes on only when this JavaScript)");
      run.says("    * (async): of Node.js itself, for its 2 Workers: isolates 1, 2\n");
      run.find("\n(  runs the main script of the worker, in spin )");
      run.find("\n(  nothing else keeps it going: it ends when that returns, )");
    }
  }

  /// The main thread says that all is ready in JavaScript of its own, which has to end first.
  @ParameterizedTest
  @MethodSource("nodes")
  void soOfACore(Node node) throws IOException {
    Path core =
        CoreMaker.kernelCore(
            directory, node.command("workers", "spin"), "ABRT", EPOLL_WAIT, EPOLL_PWAIT);
    try {
      Run run = Run.pmdb("eventloop\njslist\n", "--no-gdb", "core", core.toString());
      assertTrue(
          run.err()
              .contains(
                  "no JavaScript with a source runs in isolate 0\n      some runs in others: `jslist --isolate 1`\n"),
          run.err());
      run.says(
          "isolate 0, thread ",
          "    * (async): of Node.js itself, for its Worker: isolate 1\n",
          "isolate 1, thread ",
          "  runs the main script of the worker, in spin (");
    } finally {
      Files.delete(core);
    }
  }
}
