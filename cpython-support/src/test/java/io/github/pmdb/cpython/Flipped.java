package io.github.pmdb.cpython;

import io.github.pmdb.memory.Memory;
import java.util.Random;

/// Memory in which some bytes are wrong, the same ones each time.
final class Flipped extends Memory {
  private final Memory real;
  private final long seed;
  private final int oneIn;

  /// @param oneIn how many bytes there are to a wrong one
  Flipped(Memory real, long seed, int oneIn) {
    this.real = real;
    this.seed = seed;
    this.oneIn = oneIn;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    real.read(address, into, offset, length);
    for (long page = address & ~63L; page < address + length; page += 64) {
      Random random = new Random(seed ^ page * 0x9e3779b97f4a7c15L);
      for (int i = 0; i < 64; i++) {
        long at = page + i;
        boolean wrong = random.nextInt(oneIn) == 0;
        if (wrong && at >= address && at < address + length) {
          into[offset + (int) (at - address)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
  }
}
