package io.github.pmdb.node.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.node.word.BlockCache;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The table of global handles of an isolate, with as many blocks as a test wants.
@Timeout(60)
class HandlesTest {
  private static final long ISOLATE = 0x1000_0000L;
  private static final long TABLE = 0x2000_0000L;
  private static final long SPACE = 0x3000_0000L;
  private static final long BLOCKS = 0x1000_0000_0000L;

  /// A block has nodes of four words, the next block and the table.
  private static final int NODES = 256 * 32;

  private static final int ROOM = 0x4000;

  /// @param count of blocks
  /// @param behind number of the block that comes behind the last
  private record Forged(int count, int behind) {
    long word(long at) {
      if (at == ISOLATE) {
        return TABLE;
      }
      if (at == TABLE) {
        return ISOLATE;
      }
      if (at == TABLE + 8) {
        return SPACE;
      }
      if (at == SPACE) {
        return TABLE;
      }
      if (at == SPACE + 8) {
        return BLOCKS;
      }
      return at >= BLOCKS ? ofBlock((int) ((at - BLOCKS) / ROOM), (int) ((at - BLOCKS) % ROOM)) : 0;
    }

    private long ofBlock(int block, int offset) {
      if (block >= count) {
        return 0;
      }
      if (offset == NODES) {
        return BLOCKS + (long) ROOM * (block + 1 == count ? behind : block + 1);
      }
      if (offset == NODES + 8) {
        return TABLE;
      }
      // The first node of each block is a strong handle.
      return switch (offset) {
        case 0 -> 0x7001L;
        case 8 -> 1L << 24;
        default -> 0;
      };
    }

    private Memory memory() {
      Forged forged = this;
      return new Memory() {
        @Override
        public void read(long address, byte[] into, int offset, int length) {
          ByteBuffer bytes = ByteBuffer.wrap(into, offset, length).order(ByteOrder.LITTLE_ENDIAN);
          for (int i = 0; i + 8 <= length; i += 8) {
            bytes.putLong(forged.word(address + i));
          }
        }
      };
    }

    private Handles handles() {
      return new Handles(
          new BlockCache(memory()), ISOLATE, ISOLATE + 8, _ -> false, HandlesTest::goOn);
    }
  }

  /// Nobody cancels a test.
  private static void goOn() {}

  private static long count(Handles handles) {
    AtomicLong found = new AtomicLong();
    handles.each((kind, word, _) -> {
      if (kind == Root.Kind.GLOBAL_HANDLE) {
        assertEquals(0x7001, word);
        found.incrementAndGet();
      }
    });
    return found.get();
  }

  @Test
  void thousandsOfBlocksAreLookedThrough() {
    Handles handles = new Forged(5000, 5000).handles();
    assertEquals(5000, count(handles));
    assertFalse(handles.areCut());
  }

  @Test
  void blocksThatLeadBackEndTheSearch() {
    Handles handles = new Forged(3, 1).handles();
    assertEquals(3, count(handles));
    assertTrue(handles.areCut());
  }
}
