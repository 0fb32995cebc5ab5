package io.github.pmdb.node.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PlacesTest {
  @Test
  void eachAddressIsFoundAndNoOther() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int pages : new int[] {1, 3, 700}) {
      long[] sorted =
          random
              .longs(pages * 50L, 1, 1L << 20)
              .map(n -> 0x1000_0000_0000L + (n % pages << 20) + n % 40_000 * 16)
              .distinct()
              .sorted()
              .toArray();
      Places places = new Places(sorted);
      for (int i = 0; i < sorted.length; i++) {
        assertEquals(i, places.of(sorted[i]), "seed " + seed);
        assertTrue(places.of(sorted[i] + 8) < 0, "seed " + seed);
      }
      assertTrue(places.of(0) < 0 && places.of(Long.MAX_VALUE) < 0 && places.of(-8) < 0);
    }
    assertTrue(new Places(new long[0]).of(16) < 0);
  }
}
