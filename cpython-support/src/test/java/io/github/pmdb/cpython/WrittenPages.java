package io.github.pmdb.cpython;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Snapshot;

/// Only what a core holds by itself: not the code and constants of mapped files.
final class WrittenPages extends Memory {
  private final Snapshot real;

  WrittenPages(Snapshot real) {
    this.real = real;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    for (Mapping mapping : real.mappings()) {
      boolean touched = mapping.contains(address) || mapping.contains(address + length - 1);
      if (touched && mapping.isFile() && !mapping.writable()) {
        throw new MemoryFault(address, length, "the core does not hold it");
      }
    }
    real.memory().read(address, into, offset, length);
  }
}
