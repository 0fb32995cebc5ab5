package io.github.pmdb.frame;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/// Memory made of byte arrays at addresses; what lies between them can not be read.
public final class ForgedMemory extends Memory {
  private final TreeMap<Long, byte[]> pieces = new TreeMap<>(Long::compareUnsigned);

  public ForgedMemory put(long address, byte... bytes) {
    pieces.put(address, bytes);
    return this;
  }

  public ForgedMemory words(long address, long... words) {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      bytes.putLong(word);
    }
    return put(address, bytes.array());
  }

  /// Changes one byte if there is one.
  public void damage(long address, byte value) {
    Map.Entry<Long, byte[]> piece = pieces.floorEntry(address);
    if (piece != null && covers(piece, address)) {
      piece.getValue()[(int) (address - piece.getKey())] = value;
    }
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    for (int i = 0; i < length; i++) {
      Map.Entry<Long, byte[]> piece = pieces.floorEntry(address + i);
      if (piece == null || !covers(piece, address + i)) {
        throw new MemoryFault(address + i, length - i, "nothing was put there");
      }
      into[offset + i] = piece.getValue()[(int) (address + i - piece.getKey())];
    }
  }

  private static boolean covers(Map.Entry<Long, byte[]> piece, long address) {
    return Addresses.less(address - piece.getKey(), piece.getValue().length);
  }
}
