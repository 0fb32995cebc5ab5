package io.github.pmdb.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.frame.ForgedMemory;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OverlayMemoryTest {
  private static MemorySegment bytes(int... values) {
    byte[] content = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      content[i] = (byte) values[i];
    }
    return MemorySegment.ofArray(content);
  }

  @Test
  void aReadGoesOnInTheNextSegmentBeforeItFallsBackToTheFile() {
    OverlayMemory memory =
        new OverlayMemory.Builder()
            .bytes(0x1000, bytes(1, 2))
            .bytes(0x1002, bytes(3, 4))
            .bytes(0x1000, bytes(9, 9, 9, 9, 5, 6))
            .build();
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, memory.bytes(0x1000, 6));
  }

  @Test
  void aHoleNamesItsReasonAndTheFirstAddress() {
    OverlayMemory memory =
        new OverlayMemory.Builder()
            .bytes(0x1000, bytes(1, 2))
            .missing(0x1000, 16, "not dumped")
            .build();
    MemoryFault fault = assertThrows(MemoryFault.class, () -> memory.bytes(0x1000, 4));
    assertEquals(0x1002, fault.address());
    assertTrue(fault.getMessage().endsWith("not dumped"), fault.getMessage());
    assertEquals(2, memory.readable(0x1000, 100));
    assertThrows(MemoryFault.class, () -> memory.bytes(0x2000, 1));
  }

  @Test
  void addressesAreUnsigned() {
    OverlayMemory memory =
        new OverlayMemory.Builder()
            .bytes(0xffff_ffff_ff60_0000L, bytes(7))
            .bytes(0x7fff_ffff_ffff_fff0L, bytes(8))
            .missing(-16, 64, "wraps")
            .build();
    assertEquals(7, memory.u8(0xffff_ffff_ff60_0000L));
    assertEquals(8, memory.u8(0x7fff_ffff_ffff_fff0L));
  }

  @Test
  void layersAgreeWithAPlainArrayForAnyOverlap() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int[] expected = new int[256];
      OverlayMemory.Builder builder = new OverlayMemory.Builder();
      for (int layer = 1; layer <= 12; layer++) {
        int start = random.nextInt(250);
        byte[] content = new byte[random.nextInt(256 - start)];
        java.util.Arrays.fill(content, (byte) layer);
        builder.bytes(0x4000 + start, MemorySegment.ofArray(content));
        for (int i = start; i < start + content.length; i++) {
          expected[i] = expected[i] == 0 ? layer : expected[i];
        }
      }
      OverlayMemory memory = builder.build();
      for (int i = 0; i < 256; i++) {
        int at = i;
        if (expected[i] == 0) {
          assertThrows(MemoryFault.class, () -> memory.u8(0x4000 + at), "seed " + seed);
        } else {
          assertEquals(expected[i], memory.u8(0x4000 + i), "seed " + seed);
        }
      }
    }
  }

  @Test
  void aPageCacheAnswersLikeItsSource() {
    ForgedMemory source =
        new ForgedMemory().words(0x1ff8, 0x1122334455667788L).put(0x2000, (byte) 9);
    PageCache cache = new PageCache(source, 2);
    assertEquals(0x1122334455667788L, cache.i64(0x1ff8));
    assertEquals(9, cache.u8(0x2000));
    MemoryFault fault = assertThrows(MemoryFault.class, () -> cache.bytes(0x1ff8, 10));
    assertEquals(0x2001, fault.address());
  }
}
