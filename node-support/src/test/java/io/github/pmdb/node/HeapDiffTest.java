package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.heapdiff.FileMoment;
import io.github.pmdb.node.heapdiff.HeapDiff;
import io.github.pmdb.node.heapdiff.HeapDiff.Row;
import io.github.pmdb.node.heapdiff.HeapMoment;
import io.github.pmdb.node.heapdiff.Moment;
import io.github.pmdb.node.heapdiff.ObjectKind;
import io.github.pmdb.node.heapdiff.Sums;
import io.github.pmdb.node.heapsnapshot.HeapSnapshotFile;
import io.github.pmdb.procfs.stop.StoppedProcess;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A process that grows by known numbers between two looks, and beside the snapshots that V8 and we
/// wrote of it before.
@Timeout(120)
class HeapDiffTest {
  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  private static Moment moment(NodeInspector node, boolean live) {
    return HeapMoment.of(node, live, () -> {}, _ -> {});
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void tellsWhatGrew(Node node) {
    Path theirs = directory.resolve("theirs.heapsnapshot");
    Path ours = directory.resolve("ours.heapsnapshot");
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(node.command("grow", theirs.toString()));
    command.add(5, "--expose-gc");
    try (RunningFixture program = Fixture.start(command)) {
      long pid = program.childPid();
      Moment before;
      try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
        NodeInspector inspector = HeapReading.inspector(stopped.snapshot());
        before = moment(inspector, false);
        HeapGraph graph =
            HeapGraph.of(
                inspector.heap(), stopped.snapshot(), inspector.describer(), () -> {}, _ -> {});
        new HeapSnapshotFile(graph, inspector.describer(), () -> {}, _ -> {}).write(ours, false);
      }
      program.ask("grow");
      try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
        NodeInspector inspector = HeapReading.inspector(stopped.snapshot());
        Moment after = moment(inspector, false);
        byConstructor(new HeapDiff(before, after, false, false));
        byShape(new HeapDiff(before, after, true, false), inspector);
        Moment live = moment(inspector, true);
        byConstructor(new HeapDiff(before, live, false, false));
        for (Path file : List.of(theirs, ours)) {
          HeapDiff diff = new HeapDiff(FileMoment.read(file, () -> {}), live, false, false);
          byConstructor(diff);
          assertFalse(diff.tellsObjects());
        }
      }
    }
  }

  private static Row row(HeapDiff diff, String name, List<String> properties) {
    ObjectKind kind = new ObjectKind(name, properties);
    return diff.rows().stream().filter(r -> r.kind().equals(kind)).findFirst().orElseThrow();
  }

  private static void byConstructor(HeapDiff diff) {
    Map<String, Long> grown = Map.of("Session", 500L, "Order", 200L, "Late", 10L, "Ticket", -40L);
    grown.forEach((name, more) -> {
      Row row = row(diff, name, List.of());
      assertEquals(more, row.moreInstances(), name);
      assertEquals(row.after().instances() - more, row.before().instances(), name);
    });
    assertEquals(100, row(diff, "Session", List.of()).before().instances());
    // Their sizes are known from the first ones.
    Row session = row(diff, "Session", List.of());
    assertEquals(session.before().bytes() * 5, session.moreBytes());
  }

  private static void byShape(HeapDiff diff, NodeInspector inspector) {
    assertEquals(500, row(diff, "Session", List.of("number", "open")).moreInstances());
    assertEquals(200, row(diff, "Order", List.of("number", "paid")).moreInstances());
    assertEquals(0, row(diff, "Order", List.of("number")).moreInstances());
    ObjectKind paid = new ObjectKind("Order", List.of("number", "paid"));
    assertTrue(diff.tellsObjects());
    List<Long> fresh = diff.fresh(List.of(paid), 3).getOrDefault(paid, List.of());
    assertEquals(3, fresh.size());
    for (long address : fresh) {
      String text = inspector.describe(address, new Limits(1, 1, 6, 160)).text();
      assertTrue(text.startsWith("Order {") && text.contains("paid: false"), text);
    }
  }

  @Test
  void filesThatAreNoSnapshotsAreRefused() throws IOException {
    Path file = directory.resolve("x.heapsnapshot");
    String meta = "{\"snapshot\":{\"meta\":{\"node_fields\":[\"type\",\"name\",\"self_size\"],";
    String types = "\"node_types\":[[\"object\"]]}},";
    for (String text :
        List.of(
            "",
            "{",
            "{}",
            "[1]",
            "{\"nodes\":[1,2,3]}",
            meta + types + "\"nodes\":[0,0",
            meta + types + "\"nodes\":[0,0,5]}",
            meta + types + "\"nodes\":[0,0,x],\"strings\":[\"a\"]}",
            meta + types + "\"nodes\":[0,0,5],\"strings\":[\"\\u00",
            "{\"a\":" + "[".repeat(100_000))) {
      Files.writeString(file, text);
      UserError error = assertThrows(UserError.class, () -> FileMoment.read(file, () -> {}), text);
      assertTrue(String.valueOf(error.getMessage()).contains("can not be read"), text);
    }
    Files.writeString(file, meta + types + "\"nodes\":[0,0,5],\"strings\":[\"a\\u00e9\\n\"]}");
    Moment moment = FileMoment.read(file, () -> {});
    assertEquals(Map.of(new ObjectKind("a\u00e9\n", List.of()), new Sums(1, 5)), moment.kinds());
  }
}
