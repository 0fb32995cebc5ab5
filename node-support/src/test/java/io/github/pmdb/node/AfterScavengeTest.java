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
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `fixtures/node/settled.js` after a collection of its new space, before another object was made:
/// Node.js 26 then has no area where objects are made.
@Timeout(120)
class AfterScavengeTest {
  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void countsTheSurvivorsAndNothingElse(Node node) throws IOException {
    List<String> command =
        List.of(
            node.program().toString(),
            "--trace-gc",
            "--min-semi-space-size=4",
            Fixture.node("settled").toString());
    try (RunningFixture running = Fixture.start(command)) {
      running.awaitLineWith("Scavenge");
      Path core = CoreMaker.gcore(running.pid(), directory);
      try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
        NodeInspector inspector = HeapReading.inspector(snapshot);
        assertEquals(List.of(), inspector.heap().problems());
        assertEquals(1000, count(inspector, "Kept"));
        // The last one is kept; compilers at work hold a few more, of many thousands.
        int dropped = count(inspector, "Dropped");
        assertTrue(dropped >= 1 && dropped < 100, dropped + " of what was dropped");
      } finally {
        Files.delete(core);
      }
    }
  }

  private static int count(NodeInspector node, String name) {
    return new Instances(node.heap(), node.describer().constructors())
        .named(name::equals, OptionalInt.of(0), () -> {})
        .addresses()
        .length;
  }
}
