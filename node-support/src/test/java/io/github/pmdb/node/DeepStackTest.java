package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.SnapshotView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the outermost of 400,000 frames holds is not taken for garbage.
@Timeout(120)
class DeepStackTest {
  @TempDir Path directory;

  /// Nobody cancels a test.
  private static void goOn() {}

  @Test
  void theWholeStackIsLookedThrough() throws IOException {
    List<String> command =
        List.of(
            "sh",
            "-c",
            "ulimit -s 300000 && exec \"$@\"",
            "sh",
            Nodes.any().program().toString(),
            "--stack-size=200000",
            Fixture.node("deep").toString());
    Path core = CoreMaker.kernelCore(directory, command, "ABRT");
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      NodeInspector node = HeapReading.inspector(snapshot);
      long[] kept =
          new Instances(node.heap(), node.describer().constructors())
              .named("Kept"::equals, OptionalInt.empty(), DeepStackTest::goOn)
              .addresses();
      assertEquals(1, kept.length);
      HeapGraph graph = graph(node, snapshot);
      assertEquals(List.of(), graph.problems());
      String root = graph.way(kept[0], DeepStackTest::goOn).orElseThrow().root();
      assertTrue(root.startsWith("stack of thread "), root);
      List<String> told =
          graph(node, new Endless(snapshot)).problems().stream().map(Problem::what).toList();
      assertEquals(1, told.size(), told.toString());
      assertTrue(told.getFirst().endsWith("only the innermost 1024 MiB were looked through"));
    } finally {
      Files.delete(core);
    }
  }

  private static HeapGraph graph(NodeInspector node, Snapshot snapshot) {
    return HeapGraph.of(node.heap(), snapshot, node.describer(), DeepStackTest::goOn, _ -> {});
  }

  /// The stack of the first thread is said to be larger than any.
  private static final class Endless extends SnapshotView {
    Endless(Snapshot real) {
      super(real);
    }

    @Override
    public List<Mapping> mappings() {
      long sp = threads().getFirst().registers().orElseThrow().sp();
      return super.mappings().stream().map(m -> m.contains(sp) ? grown(m) : m).toList();
    }

    private static Mapping grown(Mapping m) {
      long end = m.end() + (2L << 30);
      return new Mapping(m.start(), end, true, true, false, m.fileOffset(), m.path());
    }
  }
}
