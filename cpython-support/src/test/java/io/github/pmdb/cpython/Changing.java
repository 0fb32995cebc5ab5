package io.github.pmdb.cpython;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import java.util.Map;

/// Memory in which a word holds something else in the first reads of it.
final class Changing extends Memory {
  private final Memory real;
  private final Memory before;
  private final long word;
  private final int first;
  private int reads;

  Changing(Memory real, long word, long value, int first) {
    this.real = real;
    this.before = new Patched(real, Map.of(word, value));
    this.word = word;
    this.first = first;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    boolean there = Addresses.within(word, address, address + length);
    (there && reads++ < first ? before : real).read(address, into, offset, length);
  }
}
