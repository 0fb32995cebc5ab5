package io.github.pmdb.node.graph;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.heap.Visitor;
import io.github.pmdb.node.heap.WalkReport;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.node.word.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// Finds who refers to an object, by one walk through the heap.
public final class Referrers {
  /// Found at most; more are counted.
  private static final int MOST = 1 << 16;

  /// A walk shows no more of an object at once.
  private static final int SHOWN = 256 << 10;

  private static final int WORD = 8;

  private final V8Heap heap;
  private final Slots slots;

  public Referrers(V8Heap heap) {
    this.heap = heap;
    this.slots = new Slots(heap.layout());
  }

  /// A word of one object that refers to another.
  ///
  /// @param owner address of the object with the word
  /// @param offset of the word in it
  /// @param weak whether it does not keep the other alive
  public record Reference(long owner, V8Map map, long offset, long target, boolean weak) {}

  /// @param total how many there are
  /// @param references the first of them, by address
  public record Found(long total, List<Reference> references, WalkReport walked) {}

  /// References to any of some objects.
  ///
  /// @param targets addresses
  public Found to(Set<Long> targets, Runnable check) {
    V8Heap.Walk<Search> walk = heap.walk(_ -> true, () -> new Search(targets), check);
    List<Reference> all = new ArrayList<>();
    walk.visitors().forEach(s -> all.addAll(s.found));
    all.sort(Comparator.comparingLong(Reference::owner).thenComparingLong(Reference::offset));
    long total = walk.visitors().stream().mapToLong(s -> s.total).sum();
    return new Found(total, List.copyOf(all), walk.report());
  }

  /// One thread's part of the search.
  private final class Search implements Visitor {
    private final Set<Long> targets;
    private final boolean moving = heap.isMoving();

    /// The only target, where there is one: most searches are for one.
    private final long single;

    private final List<Reference> found = new ArrayList<>();
    private long total;

    Search(Set<Long> targets) {
      this.targets = targets;
      this.single = targets.size() == 1 ? targets.iterator().next() : 0;
    }

    @Override
    public void object(long address, long size, V8Map map, byte[] bytes, int offset) {
      long end = slots.end(map, size);
      int shown = (int) Math.min(end, SHOWN);
      words(address, 0, map, bytes, offset, shown);
      if (end > shown) {
        rest(address, shown, end, map);
      }
    }

    /// Of an object that is larger than a page.
    private void rest(long address, long from, long end, V8Map map) {
      byte[] piece = new byte[SHOWN];
      Memory memory = heap.memory();
      for (long at = from; at < end; at += SHOWN) {
        int count = (int) Math.min(SHOWN, end - at);
        try {
          memory.read(address + at, piece, 0, count);
        } catch (MemoryFault _) {
          // What is not there refers to nothing; the walk counts what it could not read.
          continue;
        }
        words(address, at, map, piece, 0, count);
      }
    }

    private void words(long owner, long base, V8Map map, byte[] bytes, int from, int count) {
      for (int at = 0; at + WORD <= count; at += WORD) {
        long word = Words.at(bytes, from + at);
        if ((word & 5) == 1 && isTarget(word & -WORD)) {
          meet(new Reference(owner, map, base + at, heap.settled(word & -WORD), false), word);
        }
      }
    }

    private boolean isTarget(long referred) {
      long address = moving ? heap.settled(referred) : referred;
      return single != 0 ? address == single : targets.contains(address);
    }

    private void meet(Reference reference, long word) {
      if (!Tagged.isReference(word)) {
        return;
      }
      total++;
      if (found.size() < MOST) {
        boolean weak = slots.isWeak(reference.map, reference.offset, word);
        found.add(
            new Reference(
                reference.owner, reference.map, reference.offset, reference.target, weak));
      }
    }
  }
}
