package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.Requirement;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.expression.Condition;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.page.GcState;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Cores of `fixtures/node/collect.js` that gdb wrote in the middle of garbage collections, when
/// some objects had been moved and others had not: each is there, once, with what it refers to.
@Timeout(180)
class NodeCollectionTest {
  private static final String PROMOTES =
      "v8::internal::Scavenger::IterateAndScavengePromotedObject";
  private static final String ASKS_FOR_ROOM =
      "v8::internal::MainAllocator::AllocateRawSlowUnaligned";
  private static final String EVACUATES = "v8::internal::Evacuator::EvacuatePage";

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void countsWhatIsBeingMoved(Node node) throws IOException {
    Path scavenge = directory.resolve("scavenge");
    Path compaction = directory.resolve("compaction");
    String output = collect(node, scavenge, compaction);
    assertTrue(Files.exists(scavenge) && Files.exists(compaction), output);
    try (Snapshot snapshot = CoreFiles.open(scavenge, CoreOptions.DEFAULT)) {
      NodeInspector inspector = inspector(snapshot, GcState.SCAVENGE);
      counts(inspector, 0);
      isReached(inspector, "Session");
    }
    Files.delete(scavenge);
    try (Snapshot snapshot = CoreFiles.open(compaction, CoreOptions.DEFAULT)) {
      NodeInspector inspector = inspector(snapshot, GcState.MARK_COMPACT);
      counts(inspector, 4000);
      isReached(inspector, "Visit");
    }
    Files.delete(compaction);
  }

  /// Lets gdb stop it twice, far enough in that much was moved.
  private static String collect(Node node, Path scavenge, Path compaction) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Requirement.tool("gdb").toString(), "-nx", "-nh", "-batch"));
    command.addAll(List.of("-iex", "set auto-load off", "-iex", "set debuginfod enabled off"));
    boolean newest = node.major() >= 26;
    for (String line :
        List.of(
            "handle SIGUSR2 stop nopass",
            "run",
            "break " + (newest ? ASKS_FOR_ROOM : PROMOTES),
            "ignore 1 " + (newest ? 8 : 2500),
            "continue",
            "generate-core-file " + scavenge,
            "delete",
            "continue",
            "break " + EVACUATES,
            "ignore 2 1",
            "continue",
            "generate-core-file " + compaction,
            "kill")) {
      command.addAll(List.of("-ex", line));
    }
    command.addAll(List.of("--args", node.program().toString(), "--expose-gc"));
    command.addAll(List.of("--single-threaded-gc", "--min-semi-space-size=16"));
    command.add(Fixture.node("collect").toString());
    return Finished.run(command).output();
  }

  private static NodeInspector inspector(Snapshot snapshot, GcState expected) {
    NodeInspector inspector = HeapReading.inspector(snapshot);
    assertEquals(expected, inspector.heap().isolates().getFirst().collector());
    assertEquals(1, inspector.heap().problems().size());
    assertTrue(
        inspector
            .heap()
            .problems()
            .getFirst()
            .what()
            .contains("isolate 0 was in the middle of a garbage collection"));
    return inspector;
  }

  private static void counts(NodeInspector node, int visits) {
    assertEquals(2000, named(node, "Cold").length);
    assertEquals(5000, named(node, "Session").length);
    assertEquals(
        5000, fulfil(node, "Session", "name ~ \"^session [0-9]+$\" && tags[1] ~ \"^tag [0-9]+$\""));
    assertEquals(visits, named(node, "Visit").length);
    assertEquals(visits, fulfil(node, "Visit", "session.name ~ \"^session\" && path ~ \"^/\""));
  }

  private static long fulfil(NodeInspector node, String name, String text) {
    Condition condition = Condition.parse(text);
    return Arrays.stream(named(node, name))
        .filter(address -> condition.on(node.describer()).test(Tagged.reference(address)))
        .count();
  }

  private static void isReached(NodeInspector node, String name) {
    HeapGraph graph =
        HeapGraph.of(
            node.heap(), node.snapshot(), node.describer(), NodeCollectionTest::goOn, _ -> {});
    long[] all = named(node, name);
    for (long address : List.of(all[0], all[all.length / 2], all[all.length - 1])) {
      assertFalse(
          graph.way(address, NodeCollectionTest::goOn).orElseThrow().root().isEmpty(), name);
    }
  }

  private static long[] named(NodeInspector node, String name) {
    return new Instances(node.heap(), node.describer().constructors())
        .named(name::equals, OptionalInt.of(0), NodeCollectionTest::goOn)
        .addresses();
  }

  /// Nobody cancels a test.
  private static void goOn() {}
}
