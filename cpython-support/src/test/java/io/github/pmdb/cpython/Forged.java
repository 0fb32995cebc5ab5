package io.github.pmdb.cpython;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// One range of memory with chosen content, zero where nothing was put.
public final class Forged extends Memory {
  private final long start;
  private final ByteBuffer bytes;

  public Forged(long start, int length) {
    this.start = start;
    this.bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  public Forged put(long address, String hex) {
    bytes.put((int) (address - start), HexFormat.of().parseHex(hex.replace(" ", "")));
    return this;
  }

  public Forged word(long address, long value) {
    bytes.putLong((int) (address - start), value);
    return this;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    long from = address - start;
    if (from < 0 || from + length > bytes.capacity()) {
      throw new MemoryFault(address, length, "nothing was forged there");
    }
    bytes.get((int) from, into, offset, length);
  }
}
