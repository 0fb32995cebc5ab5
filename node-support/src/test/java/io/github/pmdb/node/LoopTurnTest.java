package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.node.loop.EventLoops;
import io.github.pmdb.node.loop.Immediate;
import io.github.pmdb.node.loop.Timer;
import io.github.pmdb.procfs.stop.StoppedProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What keeps a loop going while a callback of it runs, compared with what the program runs
/// afterwards.
@Timeout(120)
class LoopTurnTest {
  private static final List<String> WAYS =
      List.of(
          "interval",
          "hot",
          "child",
          "bound",
          "quiet",
          "cleared",
          "timeout",
          "refreshed",
          "nested",
          "first",
          "second",
          "tick");

  static Stream<Arguments> turns() {
    return Nodes.all().stream().flatMap(node -> WAYS.stream().map(way -> Arguments.of(node, way)));
  }

  @ParameterizedTest
  @MethodSource("turns")
  void whatKeepsItGoingRunsLater(Node node, String way) {
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(node.command("turns", way));
    try (RunningFixture running = Fixture.start(command)) {
      long pid = running.childPid();
      try {
        List<String> keeping = keeping(pid);
        running.type("go on");
        assertEquals(running.linesBefore("over").stream().sorted().toList(), keeping);
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private static List<String> keeping(long pid) {
    try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
      EventLoop loop =
          new EventLoops(HeapReading.inspector(stopped.snapshot()))
              .find(() -> {})
              .loops()
              .getFirst();
      assertTrue(loop.activity().startsWith("runs a callback of "), loop.activity());
      assertFalse(loop.waits());
      return Stream.of(
              loop.timers().stream().filter(Timer::referred).map(Timer::callback),
              loop.immediates().stream().filter(Immediate::referred).map(Immediate::callback),
              loop.ticks().stream().map(Immediate::callback))
          .flatMap(names -> names)
          .map(name -> "ran " + name.replaceFirst(" \\(.*", ""))
          .sorted()
          .toList();
    }
  }
}
