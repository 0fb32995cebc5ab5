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
import io.github.pmdb.memory.Memory;
import io.github.pmdb.node.census.Instances;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.SnapshotView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Memory that a program has reserved and never touched is not looked through for pages of heaps.
@Timeout(120)
class ReservedMemoryTest {
  private static final long RESERVED = 20L << 30;

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void staysUnread(Node node) throws IOException {
    List<String> command = List.of(node.program().toString(), Fixture.node("reserved").toString());
    try (RunningFixture running = Fixture.start(command)) {
      try (Snapshot idle = LiveProcess.open(running.pid())) {
        look(idle);
      }
    }
    Path core = CoreMaker.kernelCore(directory, command, "ABRT");
    try (Snapshot snapshot = CoreFiles.open(core, CoreOptions.DEFAULT)) {
      look(snapshot);
    } finally {
      Files.delete(core);
    }
  }

  private static void look(Snapshot snapshot) {
    List<Mapping> large = snapshot.mappings().stream().filter(ReservedMemoryTest::isLarge).toList();
    assertTrue(large.stream().mapToLong(Mapping::size).sum() >= RESERVED - (1 << 20));
    Counted counted = new Counted(snapshot, large);
    NodeInspector inspector = HeapReading.inspector(counted);
    Instances instances = new Instances(inspector.heap(), inspector.describer().constructors());
    int kept = instances.named("Kept"::equals, OptionalInt.of(0), () -> {}).addresses().length;
    assertEquals(1000, kept);
    // malloc's own words stand at the beginning of each.
    assertTrue(counted.reads.get() < 100, counted.reads.get() + " reads");
  }

  private static boolean isLarge(Mapping mapping) {
    return mapping.readable() && !mapping.isFile() && mapping.size() >= 1L << 32;
  }

  /// Counts reads in some mappings.
  private static final class Counted extends SnapshotView {
    private final AtomicLong reads = new AtomicLong();
    private final Memory memory;

    Counted(Snapshot real, List<Mapping> mappings) {
      super(real);
      Memory whole = real.memory();
      memory =
          new Memory() {
            @Override
            public void read(long address, byte[] into, int offset, int length) {
              if (mappings.stream().anyMatch(m -> m.contains(address))) {
                reads.incrementAndGet();
              }
              whole.read(address, into, offset, length);
            }
          };
    }

    @Override
    public Memory memory() {
      return memory;
    }
  }
}
