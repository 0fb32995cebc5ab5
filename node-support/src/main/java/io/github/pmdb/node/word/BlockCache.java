package io.github.pmdb.node.word;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.thread.Cancellation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Memory of a heap that stands still, in blocks that are remembered, for reads that jump from
/// object to object. Threads may share it.
public final class BlockCache extends Memory {
  private static final int SIZE = 4096;
  private static final int COUNT = 4096;
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Memory source;
  private final AtomicReferenceArray<@Nullable Block> blocks = new AtomicReferenceArray<>(COUNT);

  @SuppressWarnings("ArrayRecordComponent")
  private record Block(long start, byte[] bytes) {}

  public BlockCache(Memory source) {
    this.source = source;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    if (length > SIZE) {
      source.read(address, into, offset, length);
      return;
    }
    int done = 0;
    while (done < length) {
      int at = (int) (address + done) & (SIZE - 1);
      int count = Math.min(length - done, SIZE - at);
      Block block = block(address + done - at);
      if (block == null) {
        source.read(address + done, into, offset + done, count);
      } else {
        System.arraycopy(block.bytes, at, into, offset + done, count);
      }
      done += count;
    }
  }

  /// A word that is aligned to 8 bytes, without a copy.
  public long word(long address) {
    int at = (int) address & (SIZE - 1);
    Block block = (at & 7) == 0 ? block(address - at) : null;
    return block == null ? i64(address) : (long) WORD.get(block.bytes, at);
  }

  /// Null where not all of it is readable.
  private @Nullable Block block(long start) {
    int slot = (int) (start / SIZE ^ start / SIZE / COUNT) & (COUNT - 1);
    Block known = blocks.get(slot);
    if (known != null && known.start == start) {
      return known;
    }
    Cancellation.check(); // whatever goes through much of a heap comes by here
    byte[] bytes = new byte[SIZE];
    try {
      source.read(start, bytes, 0, SIZE);
    } catch (MemoryFault _) {
      // The exact range is asked for instead, so that a fault names the right address.
      return null;
    }
    Block fresh = new Block(start, bytes);
    blocks.set(slot, fresh);
    return fresh;
  }
}
