package io.github.pmdb.node.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.fixture.Fixture;
import io.github.pmdb.fixture.Nodes;
import io.github.pmdb.fixture.RunningFixture;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.build.NodeBinary;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.layout.Layouts;
import io.github.pmdb.node.page.Chunk;
import io.github.pmdb.node.page.Region;
import io.github.pmdb.node.page.Space;
import io.github.pmdb.node.word.BlockCache;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A few words of memory with a map, strings and a large array, laid out as a real build has them.
@Timeout(60)
class ForgedHeapTest {
  private static final long START = 0x7000_0000_0000L;
  private static final int META = 0x100;
  private static final int CONS = 0x200;
  private static final int FLAT = 0x300;
  private static final int CONS_TYPE = 0x29;
  private static final int FLAT_TYPE = 0x28;

  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);

  private final Memory memory =
      new Memory() {
        @Override
        public void read(long address, byte[] into, int offset, int length) {
          long at = address - START;
          if (at < 0 || at + length > bytes.capacity()) {
            throw new MemoryFault(START + bytes.capacity(), length, "nothing is there");
          }
          bytes.get((int) at, into, offset, length);
        }
      };

  private static Layout layout() {
    try (RunningFixture program = Fixture.start(Nodes.any().command("heap", "/dev/null"));
        LiveSnapshot snapshot = LiveProcess.open(program.pid())) {
      return Layouts.of(NodeBinary.in(snapshot).orElseThrow());
    }
  }

  private void map(Layout layout, int at, int type) {
    bytes.putLong(at, START + META + 1);
    bytes.putShort(at + layout.get("Map.instance_type"), (short) type);
  }

  /// A collection has replaced a string by what it stands for: its second part tells which kind it
  /// was, and that one is cut behind its first word.
  @Test
  void aStringThatIsCutEndsNoWalk() {
    Layout layout = layout();
    map(layout, META, layout.type("Map"));
    map(layout, CONS, CONS_TYPE);
    map(layout, FLAT, FLAT_TYPE);
    int copy = 0x1000;
    int left = 0x2000;
    int cut = bytes.capacity() - 8;
    bytes.putLong(copy, START + CONS + 1);
    bytes.putLong(left, START + copy);
    bytes.putLong(left + 16, START + copy + 1);
    bytes.putLong(left + 24, START + cut + 1);
    bytes.putLong(cut, START + FLAT + 1);
    ObjectSizes sizes = new ObjectSizes(layout);
    MapTable maps = new MapTable(new BlockCache(memory), sizes, layout);
    maps.moves().expect();
    byte[] page = new byte[64];
    bytes.get(left, page);
    assertEquals(24, new LeftBehind(sizes, maps).size(page, 0));
  }

  @Test
  void theLastWordOfALargeArrayRefers() {
    Region young = region(START + 0x10_0000, START + 0x14_0000);
    int size = 600 << 10;
    bytes.putLong(size - 8, START + 0x10_0010 + 1);
    byte[] shown = new byte[RegionWalker.ROOM + 64];
    bytes.get(0, shown, 0, RegionWalker.ROOM);
    RefersTo found = new RefersTo(List.of(young), memory);
    V8Map map = new V8Map(START + META, 0, 0, 0, 0, 0, 0, SizeKind.ARRAY);
    found.object(START, size - 8, map, shown, 0);
    assertFalse(found.isFound());
    found.object(START, size, map, shown, 0);
    assertTrue(found.isFound());
  }

  /// The first thread is done at once; what ends the second is not lost.
  @Test
  void anErrorOfAThreadEndsTheWalk() {
    Layout layout = layout();
    ObjectSizes sizes = new ObjectSizes(layout);
    MapTable maps = new MapTable(new BlockCache(memory), sizes, layout);
    Visitor visitor = (_, _, _, _, _) -> {};
    RegionWalker walker = new RegionWalker(memory, sizes, maps, visitor);
    List<Region> regions = List.of(region(START, START + 0x1000));
    Runnable check =
        () -> {
          throw new StackOverflowError();
        };
    List<WalkThread<Visitor>> threads =
        List.of(
            new WalkThread<>(visitor, walker, regions, new AtomicInteger(1), check),
            new WalkThread<>(visitor, walker, regions, new AtomicInteger(), check));
    assertThrows(StackOverflowError.class, () -> WalkThread.runAll(threads));
  }

  private static Region region(long start, long end) {
    return new Region(
        start, end, new Chunk(start, start, end - start, start, end, 0, 0, 0, Space.NEW));
  }
}
