package io.github.pmdb.node.census;

import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.heap.Visitor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Counts objects by map on one thread, in arrays by the index of the map.
final class Tally implements Visitor {
  private long[] counts = new long[4096];
  private long[] bytes = new long[4096];
  private long[] samples = new long[4096];
  private long[] outside = new long[4096];
  private final @Nullable Owned owned;

  /// @param owned counts what belongs to objects, null where only they are counted
  Tally(@Nullable Owned owned) {
    this.owned = owned;
  }

  @Override
  public void object(long address, long size, V8Map map, byte[] content, int offset) {
    int index = map.index();
    if (index >= counts.length) {
      grow(index);
    }
    counts[index]++;
    bytes[index] += size;
    samples[index] = address;
    if (owned != null) {
      bytes[index] += owned.inside(map, content, offset);
      outside[index] += owned.outside(map, content, offset);
    }
  }

  private void grow(int index) {
    int length = Math.max(index + 1, counts.length * 2);
    counts = Arrays.copyOf(counts, length);
    bytes = Arrays.copyOf(bytes, length);
    samples = Arrays.copyOf(samples, length);
    outside = Arrays.copyOf(outside, length);
  }

  /// @param index of a map
  long count(int index) {
    return index < counts.length ? counts[index] : 0;
  }

  long bytes(int index) {
    return index < bytes.length ? bytes[index] : 0;
  }

  long outside(int index) {
    return index < outside.length ? outside[index] : 0;
  }

  /// Address of one of them, 0 where there is none.
  long sample(int index) {
    return index < samples.length ? samples[index] : 0;
  }
}
