package io.github.pmdb.node.graph;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.word.BlockCache;
import io.github.pmdb.node.word.Tagged;
import java.util.Arrays;

/// The references of objects, read from their words when they are asked for.
///
/// An entry of a WeakMap is a reference from its key to its value, as in V8's own snapshots: the
/// value lives as long as the key, if the map does.
public final class Edges {
  /// What stands for the place of a reference by an entry of a WeakMap.
  public static final long EPHEMERON = -1;

  private static final int WORD = 8;
  private static final long PAGE = 4096;
  private static final int OFTEN = 1 << 16;

  private final HeapObjects objects;
  private final BlockCache memory;
  private final Slots slots;

  /// Key in the upper half, value in the lower; sorted.
  private long[] ephemerons = new long[0];

  /// @param check is called now and then; what it throws ends the search for entries of WeakMaps
  public Edges(V8Heap heap, HeapObjects objects, Runnable check) {
    this.objects = objects;
    this.memory = heap.memory();
    this.slots = new Slots(heap.layout());
    findEphemerons(check);
  }

  /// Takes the references of one object.
  @FunctionalInterface
  public interface Sink {
    /// @param target number of the object that is referred to
    /// @param offset of the word in the object that refers, [#EPHEMERON] where a WeakMap does
    void edge(int target, long offset, boolean weak);
  }

  private void findEphemerons(Runnable check) {
    int count = 0;
    for (int i = 0; i < objects.count(); i++) {
      if (i % OFTEN == 0) {
        check.run();
      }
      V8Map map = objects.map(i);
      if (slots.isEphemeronTable(map)) {
        count = entries(i, count);
      }
    }
    ephemerons = Arrays.copyOf(ephemerons, count);
    Arrays.sort(ephemerons);
  }

  private int entries(int table, int known) {
    int count = known;
    long start = objects.address(table);
    long end = start + objects.size(table);
    for (long at = start + slots.ephemeronsFrom(); at + 2 * WORD <= end; at += 2 * WORD) {
      int key = target(word(at));
      int value = target(word(at + WORD));
      if (key >= 0 && value >= 0) {
        if (count == ephemerons.length) {
          ephemerons = Arrays.copyOf(ephemerons, Math.max(16, count * 2));
        }
        ephemerons[count++] = (long) key << 32 | value;
      }
    }
    return count;
  }

  /// A word that can not be read refers to nothing.
  private long word(long at) {
    try {
      return memory.word(at);
    } catch (MemoryFault _) {
      // The walk tells how much can not be read.
      return 0;
    }
  }

  /// The object that a word refers to, negative where it refers to none.
  int target(long word) {
    return Tagged.isReference(word) ? objects.at(Tagged.address(word)) : -1;
  }

  /// All references of an object.
  public void of(int object, Sink sink) {
    V8Map map = objects.map(object);
    long start = objects.address(object);
    long end = slots.end(map, objects.size(object));
    for (long offset = 0; offset + WORD <= end; offset += WORD) {
      try {
        long word = memory.word(start + offset);
        int target = (word & 5) == 1 ? target(word) : -1;
        if (target >= 0) {
          sink.edge(target, offset, slots.isWeak(map, offset, word));
        }
      } catch (MemoryFault _) {
        // Memory is there or not by pages: on with the next one.
        offset = (start + offset & -PAGE) + PAGE - WORD - start;
      }
    }
    if (ephemerons.length > 0) {
      values(object, sink);
    }
  }

  private void values(int key, Sink sink) {
    int found = Arrays.binarySearch(ephemerons, (long) key << 32);
    for (int i = found < 0 ? -found - 1 : found;
        i < ephemerons.length && (int) (ephemerons[i] >>> 32) == key;
        i++) {
      sink.edge((int) ephemerons[i], EPHEMERON, false);
    }
  }
}
