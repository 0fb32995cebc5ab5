package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.node.census.Census;
import io.github.pmdb.node.page.Space;
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

/// A heap whose young generation is in use: pages before the one where objects are made count,
/// those that the last collection left behind do not.
@Timeout(120)
class ManyObjectsTest {
  private static final int COUNT = 400_000;

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void countsEachOnce(Node node) throws IOException {
    List<String> command =
        List.of(
            node.program().toString(),
            "--max-old-space-size=400",
            Fixture.node("many").toString(),
            Integer.toString(COUNT));
    Path core = CoreMaker.kernelCore(directory, command);
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      NodeInspector inspector = HeapReading.inspector(snapshot);
      long young = inspector.heap().chunks().stream().filter(c -> c.space() == Space.NEW).count();
      assertTrue(young > 16, "pages of the young generation: " + young);
      assertEquals(List.of(), inspector.heap().problems());
      assertEquals(COUNT / 2, count(inspector, "Entry"));
      assertEquals(COUNT / 2, count(inspector, "Marked"));
    } finally {
      Files.delete(core);
    }
  }

  private static long count(NodeInspector inspector, String name) {
    return new Census(inspector.heap(), inspector.describer().constructors())
        .take(new Census.Wanted(OptionalInt.empty(), false, false, false), () -> {}).rows().stream()
            .filter(row -> row.name().equals(name))
            .mapToLong(Census.Row::instances)
            .sum();
  }
}
