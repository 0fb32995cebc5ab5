package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.core.CoreFiles;
import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.fixture.CoreMaker;
import io.github.pmdb.fixture.MemLab;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.node.graph.HeapGraph;
import io.github.pmdb.node.heapsnapshot.HeapSnapshotFile;
import io.github.pmdb.node.heapsnapshot.HeapSnapshotFile.Written;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is written of a core is read by two readers, beside the file that V8 itself wrote of the
/// same process: both files must tell the same of what the program made.
@Timeout(180)
class HeapSnapshotFileTest {
  private static final List<String> CLASSES =
      List.of("Town", "Mayor", "Pair", "Box", "Ward", "Secret", "Bearer", "Ghost", "Late");

  private static final String MOTTO = "caf\u00e9 \"\ud83d\ude00\"\n";
  private static final int MOTTO_SIZE = 16 + 24;
  private static final double NEARLY = 0.05;

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  private Path core(Node node) {
    String truth = directory.resolve("truth").toString();
    return CoreMaker.kernelCore(directory, node.command("graph", truth, "abort"));
  }

  private static Written write(Snapshot snapshot, Path file, boolean garbage, Runnable check) {
    NodeInspector node = HeapReading.inspector(snapshot);
    HeapGraph graph = HeapGraph.of(node.heap(), snapshot, node.describer(), () -> {}, _ -> {});
    return new HeapSnapshotFile(graph, node.describer(), check, _ -> {}).write(file, garbage);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void tellsWhatTheOneOfV8Tells(Node node) throws IOException {
    Path core = core(node);
    Path ours = directory.resolve("ours.heapsnapshot");
    Path garbage = directory.resolve("garbage.heapsnapshot");
    Path theirs = directory.resolve("truth.heapsnapshot");
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      Written written = write(snapshot, ours, false, () -> {});
      SnapshotFile file = SnapshotFile.read(ours);
      compare(file, SnapshotFile.read(theirs));
      assertEquals(written.nodes(), file.count());
      assertEquals(Files.size(ours), written.bytes());
      assertEquals(0, file.instances("Lost"));
      assertEquals(0, file.unreachable());
      write(snapshot, garbage, true, () -> {});
      SnapshotFile all = SnapshotFile.read(garbage);
      assertEquals(1000, all.instances("Lost"));
      assertEquals(0, all.unreachable());
      assertTrue(all.count() > file.count() + written.garbage(), "garbage is missing");
    } finally {
      Files.delete(core);
    }
    memlab(node, ours, theirs);
  }

  private static void compare(SnapshotFile ours, SnapshotFile theirs) {
    for (String name : CLASSES) {
      assertTrue(theirs.instances(name) > 0, name);
      assertEquals(theirs.instances(name), ours.instances(name), name);
      assertEquals(theirs.bytes(name), ours.bytes(name), name);
    }
    // V8 itself writes half of what needs two units.
    assertTrue(ours.has("string", MOTTO, MOTTO_SIZE));
    for (SnapshotFile file : List.of(theirs, ours)) {
      assertTrue(file.has("native", "system / JSArrayBufferData", 123457));
    }
  }

  /// MemLab makes the same of both files. What larger objects retain differs a little: stale words
  /// of stacks refer to some of it, and V8 tells of more references to names of properties.
  private static void memlab(Node node, Path ours, Path theirs) {
    JsonMapper mapper = JsonMapper.builder().build();
    JsonNode our = mapper.readTree(MemLab.read(node, ours, CLASSES)).get("classes");
    JsonNode their = mapper.readTree(MemLab.read(node, theirs, CLASSES)).get("classes");
    for (String name : CLASSES) {
      for (String what : List.of("instances", "bytes", "elements")) {
        assertEquals(their.get(name).get(what), our.get(name).get(what), name + " " + what);
      }
      assertEquals(their.get(name).get("properties"), our.get(name).get("properties"), name);
    }
    for (String name : List.of("Mayor", "Ward", "Secret", "Ghost", "Late")) {
      assertEquals(their.get(name).get("retained"), our.get(name).get("retained"), name);
    }
    for (String name : List.of("Town", "Pair", "Box")) {
      double expected = their.get(name).get("retained").asDouble();
      double actual = our.get(name).get("retained").asDouble();
      assertEquals(expected, actual, expected * NEARLY, name);
    }
  }

  @Test
  void leavesNothingBehindWhenItIsCancelled() throws IOException {
    Path core = core(Nodes.any());
    Path file = directory.resolve("ours.heapsnapshot");
    Runnable cancelled =
        () -> {
          if (Stream.of(directory.toFile().list()).anyMatch(f -> f.endsWith(".part"))) {
            throw new UserError("cancelled", "");
          }
        };
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      UserError error =
          assertThrows(UserError.class, () -> write(snapshot, file, false, cancelled));
      assertEquals("cancelled", error.getMessage());
      assertFalse(Files.exists(file));
      try (Stream<Path> left = Files.list(directory)) {
        assertEquals(List.of(), left.filter(p -> p.toString().contains("ours")).toList());
      }
      write(snapshot, file, false, () -> {});
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      error = assertThrows(UserError.class, () -> write(snapshot, file, false, () -> {}));
      assertEquals(file + " exists", error.getMessage());
      Path nowhere = directory.resolve("nowhere/ours.heapsnapshot");
      error = assertThrows(UserError.class, () -> write(snapshot, nowhere, false, () -> {}));
      assertTrue(String.valueOf(error.getMessage()).startsWith(nowhere + " can not be written"));
    } finally {
      Files.delete(core);
    }
  }
}
