package io.github.pmdb.cpython;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Snapshot;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;

/// Memory in which some words of the heap and the data hold what other words hold, or numbers out
/// of all proportion: the objects there point at the wrong ones, at each other and at no object,
/// and claim impossible sizes. The same ones each time.
final class Rewired extends Memory {
  private static final long[] ODD = {
    0, 1, -1, 8, 0x7fff_ffffL, 0xffff_ffffL, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE
  };

  private final Memory real;
  private final List<Mapping> data;
  private final long seed;
  private final int oneIn;

  /// @param oneIn how many words there are to a wrong one
  Rewired(Snapshot snapshot, long seed, int oneIn) {
    this.real = snapshot.memory();
    this.data =
        snapshot.mappings().stream()
            .filter(m -> m.writable() && !m.isFile() && m.end() - m.start() >= 4096)
            .toList();
    this.seed = seed;
    this.oneIn = oneIn;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    real.read(address, into, offset, length);
    if (data.stream().noneMatch(m -> m.contains(address))) {
      return;
    }
    for (long word = address & ~7L; word < address + length; word += 8) {
      Random random = new Random(seed ^ word * 0x9e3779b97f4a7c15L);
      if (random.nextInt(oneIn) == 0) {
        put(word, other(random), address, into, offset, length);
      }
    }
  }

  private long other(Random random) {
    if (random.nextInt(4) == 0) {
      return ODD[random.nextInt(ODD.length)];
    }
    Mapping mapping = data.get(random.nextInt(data.size()));
    long near = mapping.start() + (random.nextLong(mapping.end() - mapping.start()) & ~7L);
    return random.nextBoolean() ? near & ~15L : real.i64(near);
  }

  private static void put(
      long word, long value, long address, byte[] into, int offset, int length) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    for (int i = 0; i < 8; i++) {
      long at = word + i - address;
      if (at >= 0 && at < length) {
        into[offset + (int) at] = bytes[i];
      }
    }
  }
}
