package io.github.pmdb.cpython;

import io.github.pmdb.memory.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/// Memory in which some words are others.
final class Patched extends Memory {
  private final Memory real;
  private final Map<Long, Long> words;

  /// @param words by address
  Patched(Memory real, Map<Long, Long> words) {
    this.real = real;
    this.words = Map.copyOf(words);
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    real.read(address, into, offset, length);
    words.forEach((word, value) -> {
      byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
      for (int i = 0; i < 8; i++) {
        long at = word + i - address;
        if (at >= 0 && at < length) {
          into[offset + (int) at] = bytes[i];
        }
      }
    });
  }
}
