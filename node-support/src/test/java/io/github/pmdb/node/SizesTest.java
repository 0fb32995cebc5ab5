package io.github.pmdb.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Finished;
import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.Nodes.Node;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.build.Flag;
import io.github.pmdb.node.build.Flags;
import io.github.pmdb.node.census.Census;
import io.github.pmdb.node.loop.EventLoops;
import io.github.pmdb.node.loop.Request;
import io.github.pmdb.procfs.stop.StoppedProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `fixtures/node/sizes.js` keeps objects of known sizes, is started with known flags, and awaits a
/// file: all of it is read from one process of each build of Node.js.
@Timeout(120)
class SizesTest {
  private static final int FLAG_BYTES = 56;

  @TempDir Path directory;

  static Stream<Node> nodes() {
    return Nodes.all().stream();
  }

  /// Nobody cancels a test.
  private static void goOn() {}

  @ParameterizedTest
  @MethodSource("nodes")
  void whatBelongsToObjectsIsCounted(Node node) {
    Path fifo = directory.resolve("fifo");
    Finished.run(List.of("mkfifo", fifo.toString())).check();
    // Below a shell: the JDK waits for its own children and would take a stop for their end.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; :", "sh"));
    command.addAll(node.command("sizes", fifo.toString()));
    command.add(5, "--stack-trace-limit=33");
    try (RunningFixture program = Fixture.start(command)) {
      long pid = program.childPid();
      try (StoppedProcess stopped = StoppedProcess.stop(pid)) {
        NodeInspector inspector = HeapReading.inspector(stopped.snapshot());
        sizes(inspector);
        flags(inspector);
        flagsThatAreCut(inspector);
        request(inspector, fifo);
      } finally {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private static void sizes(NodeInspector node) {
    List<Census.Row> alone = rows(node, false);
    List<Census.Row> owned = rows(node, true);
    assertEquals(0, more(alone, owned, "Plain"));
    assertEquals(20 * (16 + 100 * 8), more(alone, owned, "Grid"));
    assertEquals(10 * (16 + 50 * 8), more(alone, owned, "Doubles"));
    assertEquals(25 * 4096, row(owned, "Blob4").outside());
    assertEquals(1 << 16, row(owned, "SharedArrayBuffer").outside());
    long strings =
        owned.stream().filter(r -> r.name().startsWith("(")).mapToLong(Census.Row::outside).sum();
    assertTrue(strings > 1 << 16, "sources of Node.js: " + strings);
    assertEquals(0, row(owned, "Grid").outside());
    assertEquals(0, alone.stream().mapToLong(Census.Row::outside).sum());
  }

  private static List<Census.Row> rows(NodeInspector node, boolean owned) {
    Census.Wanted wanted = new Census.Wanted(OptionalInt.of(0), false, true, owned);
    return new Census(node.heap(), node.describer().constructors())
        .take(wanted, SizesTest::goOn)
        .rows();
  }

  private static Census.Row row(List<Census.Row> rows, String name) {
    return rows.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }

  private static long more(List<Census.Row> alone, List<Census.Row> owned, String name) {
    assertEquals(row(alone, name).instances(), row(owned, name).instances());
    return row(owned, name).bytes() - row(alone, name).bytes();
  }

  private static void flags(NodeInspector node) {
    Flags.Found found =
        Flags.of(node.binary().object().symbols(), node.snapshot().memory()).orElseThrow();
    assertEquals(0, found.unreadable());
    List<Flag> flags = found.flags();
    assertTrue(flags.size() > 400, flags.size() + " flags");
    Flag limit = flag(flags, "stack-trace-limit");
    assertEquals("33", limit.value());
    assertEquals("10", limit.otherwise());
    assertTrue(limit.isChanged());
    assertEquals("64", flag(flags, "max-old-space-size").value());
    assertFalse(flag(flags, "always-sparkplug").isChanged());
    assertEquals("false", flag(flags, "always-sparkplug").value());
    assertTrue(limit.meaning().contains("stack"), limit.meaning());
  }

  /// One in three, as if the memory of the others was not in a core.
  private static void flagsThatAreCut(NodeInspector node) {
    Memory whole = node.snapshot().memory();
    int[] asked = {0};
    Memory cut =
        new Memory() {
          @Override
          public void read(long address, byte[] into, int offset, int length) {
            if (length == FLAG_BYTES && asked[0]++ % 3 != 0) {
              throw new MemoryFault(address, length, "cut");
            }
            whole.read(address, into, offset, length);
          }
        };
    Flags.Found found = Flags.of(node.binary().object().symbols(), cut).orElseThrow();
    assertEquals(asked[0] * 2 / 3, found.unreadable());
    assertTrue(found.flags().size() > 100 && found.flags().size() <= asked[0] / 3 + 1);
  }

  private static Flag flag(List<Flag> flags, String name) {
    return flags.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
  }

  private static void request(NodeInspector node, Path fifo) {
    List<Request> requests =
        new EventLoops(node).find(SizesTest::goOn).loops().getFirst().requests();
    Request open =
        requests.stream().filter(r -> r.kind().equals("FSReqPromise")).findFirst().orElseThrow();
    assertEquals("fs open", open.operation());
    assertTrue(open.facts().contains("path " + fifo), open.facts().toString());
    assertTrue(open.callback().startsWith("await in "), open.callback());
    assertTrue(
        open.callback().contains("readsForever") && open.callback().contains("sizes.js:39"),
        open.callback());
  }
}
