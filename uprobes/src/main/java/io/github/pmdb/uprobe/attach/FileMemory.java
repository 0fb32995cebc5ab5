package io.github.pmdb.uprobe.attach;

import io.github.pmdb.elf.ElfImage;
import io.github.pmdb.memory.Bytes;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;

/// What a file has at its addresses, before any process changes that.
final class FileMemory extends Memory {
  private final ElfImage image;

  FileMemory(ElfImage image) {
    this.image = image;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    Bytes there =
        image
            .offsetOf(address)
            .map(at -> image.bytes().clamp(at, length))
            .filter(bytes -> bytes.size() == length)
            .orElseThrow(() -> new MemoryFault(address, length, "the file has nothing there"));
    System.arraycopy(there.copy(0, length), 0, into, offset, length);
  }
}
