package io.github.pmdb.node.census;

import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.heap.Visitor;
import java.util.Arrays;

/// Counts objects by map on one thread, in arrays by the index of the map.
final class Tally implements Visitor {
  private long[] counts = new long[4096];
  private long[] bytes = new long[4096];
  private long[] samples = new long[4096];

  @Override
  public void object(long address, long size, V8Map map, byte[] content, int offset) {
    int index = map.index();
    if (index >= counts.length) {
      grow(index);
    }
    counts[index]++;
    bytes[index] += size;
    samples[index] = address;
  }

  private void grow(int index) {
    int length = Math.max(index + 1, counts.length * 2);
    counts = Arrays.copyOf(counts, length);
    bytes = Arrays.copyOf(bytes, length);
    samples = Arrays.copyOf(samples, length);
  }

  /// @param index of a map
  long count(int index) {
    return index < counts.length ? counts[index] : 0;
  }

  long bytes(int index) {
    return index < bytes.length ? bytes[index] : 0;
  }

  /// Address of one of them, 0 where there is none.
  long sample(int index) {
    return index < samples.length ? samples[index] : 0;
  }
}
