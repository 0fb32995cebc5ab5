package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.node.loop.EventLoop;
import io.github.pmdb.node.loop.EventLoops;
import io.github.pmdb.node.loop.Handle;
import io.github.pmdb.node.loop.Request;
import io.github.pmdb.node.loop.Timer;
import io.github.pmdb.procfs.stop.StoppedProcess;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// `fixtures/node/loop.js` writes down what its event loop waits for; a worker of it spins.
@Timeout(120)
class EventLoopTest {
  /// Between what the program noted and the core.
  private static final long LATE = 60_000;

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  private static EventLoops.Found read(Snapshot snapshot) {
    return new EventLoops(HeapReading.inspector(snapshot)).find(() -> {});
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void readsTheLoopsOfACore(Node node) throws IOException {
    Path truth = directory.resolve("truth");
    Path core =
        CoreMaker.kernelCore(directory, node.command("loop", truth.toString(), "spin"), "ABRT");
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      JsonNode said = HeapTruth.read(truth).root();
      EventLoops.Found found = read(snapshot);
      EventLoop main = compare(found, said);
      assertTrue(main.sinceTurn().isEmpty());
      assertTrue(has(main, "Server", "listens on 127.0.0.1:any port"), main.handles().toString());
      EventLoop worker = found.loops().get(1);
      String activity = worker.activity();
      assertTrue(activity.startsWith("runs a callback of a timer, in spin ("), activity);
      assertTrue(activity.contains("loop.js:"), activity);
      assertEquals(List.of("inWorker"), worker.timers().stream().map(EventLoopTest::name).toList());
    } finally {
      Files.delete(core);
    }
  }

  /// The kernel tells the addresses of sockets that the program never asked for.
  @ParameterizedTest
  @MethodSource("nodes")
  void readsTheLoopsOfAProcess(Node node) throws IOException {
    Path truth = directory.resolve("truth");
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(node.command("loop", truth.toString()));
    try (RunningFixture _ = Fixture.start(command)) {
      JsonNode said = HeapTruth.read(truth).root();
      long pid = said.get("pid").asLong();
      try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
        EventLoop main = compare(read(stopped.snapshot()), said);
        String address = "TCP 127.0.0.1:" + said.get("port").asInt() + " listening";
        assertTrue(has(main, "Server", address), main.handles().toString());
        assertTrue(has(main, "Socket", "UDP 127.0.0.1:" + said.get("udp").asInt()));
        assertTrue(main.sinceTurn().orElseThrow().toMillis() < LATE, main.sinceTurn().toString());
        // For who stands still no time passes, however long the reading takes.
        EventLoop again = read(stopped.snapshot()).loops().getFirst();
        assertEquals(main.sinceTurn(), again.sinceTurn());
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private static EventLoop compare(EventLoops.Found found, JsonNode said) {
    assertEquals(List.of(), found.problems());
    assertEquals(2, found.loops().size());
    EventLoop main = found.loops().getFirst();
    assertEquals(List.of(), main.problems());
    handles(main, said);
    timers(main, said);
    requests(main, said);
    assertTrue(main.waits(), main.activity());
    double uptime = said.get("uptime").asDouble();
    long read = main.uptime().orElseThrow().toMillis();
    assertTrue(read >= (long) uptime - 1 && read < uptime + LATE, uptime + " and " + read);
    assertEquals(List.of(), main.immediates());
    assertEquals(List.of(), main.ticks());
    return main;
  }

  private static void handles(EventLoop loop, JsonNode said) {
    assertEquals(
        said.get("handles").valueStream().map(JsonNode::asString).toList(),
        loop.handles().stream()
            .filter(h -> h.object() != 0 && h.referred() && !h.closing())
            .map(h -> h.owner().isEmpty() ? h.kind() : h.owner())
            .sorted()
            .toList());
    // The one timer of libuv runs all of JavaScript's.
    assertEquals(loop.activeHandles(), loop.handles().stream().filter(Handle::keeps).count() + 1);
    assertTrue(has(loop, "Server", "listens on " + said.get("pipe").asString()));
    assertTrue(has(loop, "Socket", "peer 127.0.0.1:" + said.get("port").asInt()));
    assertTrue(has(loop, "ChildProcess", "pid " + said.get("child").asInt()));
    assertTrue(has(loop, "ChildProcess", "runs cat -u"));
    assertTrue(has(loop, "Pipe", "IPC channel to child " + said.get("child").asInt()));
    assertTrue(
        has(
            loop,
            "StatWatcher",
            "looks at %s each 12345 ms".formatted(said.get("fifo").asString())));
    assertTrue(has(loop, "FSWatcher", "watches " + said.get("folder").asString()));
    assertTrue(has(loop, "Signal", "signal 12"));
    assertTrue(
        loop.handles().stream()
            .anyMatch(h -> h.owner().equals("Server") && h.active() && !h.referred()));
  }

  private static boolean has(EventLoop loop, String what, String fact) {
    return loop.handles().stream()
        .filter(h -> what.equals(h.owner()) || what.equals(h.kind()))
        .anyMatch(h -> h.facts().stream().anyMatch(f -> f.endsWith(fact)));
  }

  private static String name(Timer timer) {
    return timer.callback().replaceFirst(" \\(.*", "");
  }

  private static void timers(EventLoop loop, JsonNode said) {
    JsonNode expected = said.get("timers");
    assertEquals(expected.size(), loop.timers().size(), loop.timers().toString());
    for (Timer timer : loop.timers()) {
      JsonNode one = expected.get(name(timer));
      long delay = one.get(0).asLong();
      assertEquals(delay, timer.delay().toMillis());
      assertEquals(one.get(1).asBoolean(), timer.repeats());
      assertEquals(one.get(2).asBoolean(), timer.referred());
      long due = timer.dueIn().orElseThrow().toMillis();
      assertTrue(due <= delay && due > delay - LATE, due + " of " + delay);
      assertTrue(timer.callback().contains("loop.js:"), timer.callback());
    }
  }

  private static void requests(EventLoop loop, JsonNode said) {
    assertEquals(
        said.get("requests").valueStream().map(JsonNode::asString).toList(),
        loop.requests().stream().map(Request::kind).sorted().toList());
    assertEquals(loop.activeRequests(), loop.requests().size());
    for (Request request : loop.requests()) {
      assertEquals("fs open", request.operation());
      assertEquals(List.of("path " + said.get("fifo").asString()), request.facts());
      assertEquals(
          request.kind().equals("FSReqCallback"), request.callback().startsWith("onOpen ("));
    }
  }
}
