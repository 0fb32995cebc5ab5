package io.github.pmdb.node.graph;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.word.BlockCache;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;

/// The handles of an isolate: references of C++ to objects of the heap. The tables are found by
/// their shape among what the isolate points to, since their places change from version to version
/// (V8 10.2 to 14.6: `src/handles/global-handles.cc`, `src/api/api.h`).
final class Handles {
  private static final int WORD = 8;

  /// `GlobalHandles::NodeBlock`: nodes of four words, then the next block, then the table.
  private static final int NODES = 256;

  private static final int NODE = 32;
  private static final int STATE = 3;
  private static final int STRONG = 1;
  private static final int MOST_BLOCKS = 1 << 16;
  private static final int FARTHEST_SPACE = 0x20;

  /// `kHandleBlockSize` and `EternalHandles::kSize`, in words.
  private static final int HANDLE_BLOCK = 1022;

  private static final int ETERNAL_BLOCK = 256;

  /// What the isolate has outside, of which the kind is not known: looked into no further.
  private static final int OUTSIDE = 0x100;

  private final BlockCache memory;
  private final long isolate;
  private final long end;
  private final LongPredicate isStack;
  private final Runnable check;
  private boolean cut;

  /// @param isStack tells addresses in stacks, which an isolate points to as well
  Handles(BlockCache memory, long isolate, long end, LongPredicate isStack, Runnable check) {
    this.memory = memory;
    this.isolate = isolate;
    this.end = end;
    this.isStack = isStack;
    this.check = check;
  }

  /// Takes the words of handles.
  @FunctionalInterface
  interface Sink {
    void handle(Root.Kind kind, long word, long at);
  }

  /// Whether there are more blocks of global handles than were looked through.
  boolean areCut() {
    return cut;
  }

  void each(Sink sink) {
    Set<Long> seen = new HashSet<>();
    for (long at = isolate; at < end; at += WORD) {
      long pointer = word(at);
      boolean outside = pointer != 0 && (pointer & 7) == 0 && (pointer < isolate || pointer >= end);
      if (outside && seen.add(pointer) && !isStack.test(pointer)) {
        table(pointer, sink);
      }
    }
  }

  private void table(long table, Sink sink) {
    if (word(table) == isolate) {
      global(table, sink);
      scoped(table, sink);
    }
    eternal(table, sink);
    for (int offset = 0; offset < OUTSIDE; offset += WORD) {
      sink.handle(Root.Kind.OUTSIDE, word(table + offset), table + offset);
    }
  }

  /// A word that can not be read is none of a table.
  private long word(long at) {
    try {
      return memory.word(at);
    } catch (MemoryFault _) {
      // A pointer that is none.
      return 0;
    }
  }

  /// `GlobalHandles` has the isolate, then its space of nodes, which points back.
  private void global(long table, Sink sink) {
    for (int offset = WORD; offset <= FARTHEST_SPACE; offset += WORD) {
      long space = word(table + offset);
      if (space != 0 && (space & 7) == 0 && word(space) == table) {
        nodes(table, word(space + WORD), sink);
      }
    }
  }

  private void nodes(long table, long first, Sink sink) {
    long block = first;
    long behind = (long) NODES * NODE;
    Set<Long> seen = new HashSet<>();
    while (word(block + behind + WORD) == table) {
      check.run();
      if (seen.size() == MOST_BLOCKS || !seen.add(block)) {
        cut = true;
        return;
      }
      for (long node = block; node < block + behind; node += NODE) {
        long flags = word(node + WORD) >>> 24;
        if ((flags & STATE) == STRONG) {
          sink.handle(Root.Kind.GLOBAL_HANDLE, word(node), node);
        }
      }
      block = word(block + behind);
    }
  }

  /// `HandleScopeImplementer` has the isolate, then a vector of blocks; the last is in use up to a
  /// word of the isolate that has the block's end behind it.
  private void scoped(long table, Sink sink) {
    long blocks = word(table + WORD);
    long capacity = word(table + 2 * WORD);
    long size = word(table + 3 * WORD);
    if (size <= 0 || size > capacity || capacity > MOST_BLOCKS || blocks == 0) {
      return;
    }
    long lastEnd = word(blocks + WORD * (size - 1)) + WORD * HANDLE_BLOCK;
    long next = next(lastEnd);
    for (int i = 0; next != 0 && i < size; i++) {
      long block = word(blocks + (long) WORD * i);
      long used = i == size - 1 ? next : block + WORD * HANDLE_BLOCK;
      words(Root.Kind.HANDLE, block, used, sink);
    }
  }

  private long next(long limit) {
    for (long at = isolate; at + 2 * WORD <= end; at += WORD) {
      long next = word(at);
      if (word(at + WORD) == limit && next <= limit && next >= limit - WORD * HANDLE_BLOCK) {
        return next;
      }
    }
    return 0;
  }

  /// `EternalHandles` has a count, then a vector of blocks.
  private void eternal(long table, Sink sink) {
    long size = (int) word(table);
    long from = word(table + WORD);
    long blocks = (word(table + 2 * WORD) - from) / WORD;
    if (size <= 0
        || from == 0
        || (from & 7) != 0
        || blocks > MOST_BLOCKS
        || blocks != (size + ETERNAL_BLOCK - 1) / ETERNAL_BLOCK) {
      return;
    }
    for (int i = 0; i < blocks; i++) {
      long block = word(from + (long) WORD * i);
      long used = Math.min(ETERNAL_BLOCK, size - (long) i * ETERNAL_BLOCK);
      words(Root.Kind.ETERNAL, block, block + WORD * used, sink);
    }
  }

  private void words(Root.Kind kind, long from, long to, Sink sink) {
    for (long at = from; at < to; at += WORD) {
      sink.handle(kind, word(at), at);
    }
  }
}
