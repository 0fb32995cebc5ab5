package io.github.pmdb.node.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Mapping;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Addresses of a page that follow each other in the memory of a collector: some are areas.
@Timeout(30)
class LabSearchTest {
  private static final long MAP = 0x7001;
  private static final long HEAP = 0x10000;
  private static final long PAGE = 0x40000;
  private static final long END = 2 * PAGE;
  private static final Chunk OLD =
      new Chunk(PAGE, PAGE, PAGE, PAGE + 0x10, END, 0, 0, 0, Space.OLD);

  private final ByteBuffer words =
      ByteBuffer.allocate((int) END + 8).order(ByteOrder.LITTLE_ENDIAN);

  private Set<Lab> found() {
    Memory memory =
        new Memory() {
          @Override
          public void read(long address, byte[] into, int offset, int length) {
            words.get((int) address, into, offset, length);
          }
        };
    LabSearch search = new LabSearch(memory, List.of(OLD), tagged -> tagged == MAP);
    search.around(new Mapping(HEAP, HEAP + 0x1000, true, true, false, 0, "[heap]"));
    return new HashSet<>(search.find());
  }

  private void area(int at, long start, long top, long limit) {
    words.putLong((int) HEAP + at, start).putLong((int) HEAP + at + 8, top);
    words.putLong((int) HEAP + at + 16, limit);
  }

  private void object(long address) {
    words.putLong((int) address, MAP);
  }

  @Test
  void areasBeginAndEndWhereObjectsDo() {
    area(0x100, PAGE + 0x200, PAGE + 0x280, PAGE + 0x400);
    object(PAGE + 0x200);
    object(PAGE + 0x400);
    area(0x200, PAGE + 0x800, PAGE + 0x880, END);
    object(PAGE + 0x800);
    assertEquals(
        Set.of(
            new Lab(PAGE + 0x200, PAGE + 0x280, PAGE + 0x400),
            new Lab(PAGE + 0x800, PAGE + 0x880, END)),
        found());
  }

  @Test
  void addressesInTheMiddleOfObjectsAreNone() {
    area(0x100, PAGE + 0x200, PAGE + 0x300, PAGE + 0x300);
    area(0x200, PAGE + 0x500, PAGE + 0x600, PAGE + 0x700);
    object(PAGE + 0x700);
    area(0x300, PAGE + 0x900, PAGE + 0xa00, PAGE + 0xb00);
    object(PAGE + 0x900);
    area(0x400, PAGE + 0xc00, PAGE + 0xc00, PAGE + 0xd00);
    assertEquals(Set.of(), found());
  }
}
