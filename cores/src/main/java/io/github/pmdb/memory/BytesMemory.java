package io.github.pmdb.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/// Memory made of bytes given by hand, for tests and for values that are not in any target. Later
/// bytes at the same address replace earlier ones, a page at a time.
public final class BytesMemory extends Memory {
  private static final int PAGE = 4096;
  private final Map<Long, byte[]> pages = new TreeMap<>();
  private final Map<Long, boolean[]> present = new TreeMap<>();

  public BytesMemory put(long address, byte... content) {
    for (int i = 0; i < content.length; i++) {
      long page = Math.floorDiv(address + i, PAGE);
      int at = Math.floorMod(address + i, PAGE);
      pages.computeIfAbsent(page, _ -> new byte[PAGE])[at] = content[i];
      present.computeIfAbsent(page, _ -> new boolean[PAGE])[at] = true;
    }
    return this;
  }

  public BytesMemory put32(long address, int value) {
    return put(address, little(4).putInt(value).array());
  }

  public BytesMemory put64(long address, long value) {
    return put(address, little(8).putLong(value).array());
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    for (int i = 0; i < length; i++) {
      long page = Math.floorDiv(address + i, PAGE);
      int at = Math.floorMod(address + i, PAGE);
      boolean[] there = present.get(page);
      byte[] content = pages.get(page);
      if (there == null || content == null || !there[at]) {
        throw new MemoryFault(address + i, length - i, "nothing was put there");
      }
      into[offset + i] = content[at];
    }
  }
}
