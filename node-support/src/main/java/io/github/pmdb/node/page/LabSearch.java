package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.word.Words;
import io.github.pmdb.snapshot.Mapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/// Finds the areas where objects are being made: three addresses in ascending order in one page,
/// one after the other, in the isolate around a heap or in a space.
final class LabSearch {
  /// An isolate holds its heap; measured: the areas lie up to 0xf4e0 bytes before it.
  private static final int BEFORE_HEAP = 0x18000;

  private static final int BEHIND_HEAP = 0x4000;

  /// Of a space, behind its address.
  static final int SPACE = 0x200;

  private static final int PIECE = 4096;

  /// Of the memory around a heap that is being collected.
  private static final long FARTHEST = 1 << 30;

  private final Memory memory;
  private final LongPredicate isMap;
  private final TreeMap<Long, Chunk> chunks = new TreeMap<>();
  private final Set<Mapping> around = new LinkedHashSet<>();

  /// @param isMap whether a tagged value refers to a map
  LabSearch(Memory memory, Collection<Chunk> chunks, LongPredicate isMap) {
    this.memory = memory;
    this.isMap = isMap;
    chunks.forEach(c -> this.chunks.put(c.address(), c));
  }

  /// While a heap is being collected, those who copy objects have areas of their own, which C++ has
  /// allocated where it allocated the heap. Several heaps may lie in one mapping.
  void around(Mapping mapping) {
    around.add(mapping);
  }

  /// Each area once.
  List<Lab> find() {
    Set<Lab> found = new HashSet<>();
    Set<Long> heaps = new HashSet<>();
    Set<Long> owners = new HashSet<>();
    for (Chunk chunk : chunks.values()) {
      if (chunk.heap() != 0 && heaps.add(chunk.heap())) {
        scan(chunk.heap() - BEFORE_HEAP, BEFORE_HEAP + BEHIND_HEAP, found);
      }
      if (chunk.owner() != 0 && owners.add(chunk.owner())) {
        scan(chunk.owner(), SPACE, found);
      }
    }
    Set<Lab> likely = new HashSet<>();
    around.forEach(m -> scan(m.start(), Math.min(FARTHEST, m.size()), likely));
    likely.stream().filter(this::isBetweenObjects).forEach(found::add);
    return new ArrayList<>(found);
  }

  /// Other addresses that follow each other lie in the middle of objects, such as those of the
  /// cells of a marking bitmap. What is behind an area in a semi-space is not known to be an
  /// object.
  private boolean isBetweenObjects(Lab lab) {
    Chunk page = chunks.floorEntry(lab.start()).getValue();
    return lab.top() < lab.limit()
        && (lab.start() == lab.top() || isObject(lab.start()))
        && (lab.limit() == page.end() || page.space() == Space.NEW || isObject(lab.limit()));
  }

  private boolean isObject(long address) {
    try {
      return isMap.test(memory.pointer(address));
    } catch (MemoryFault _) {
      // What can not be read is not known to be one.
      return false;
    }
  }

  private void scan(long from, long length, Set<Lab> found) {
    long[] last = new long[2];
    for (long at = from; at < from + length; at += PIECE) {
      byte[] bytes = piece(at, (int) Math.min(PIECE, from + length - at));
      for (int i = 0; i < bytes.length; i += 8) {
        long word = Words.at(bytes, i);
        if (isArea(last[0], last[1], word)) {
          found.add(new Lab(last[0], last[1], word));
        }
        last[0] = last[1];
        last[1] = word;
      }
    }
  }

  private byte[] piece(long at, int length) {
    try {
      return memory.bytes(at, length);
    } catch (MemoryFault _) {
      // Not all around a heap need be mapped.
      return new byte[0];
    }
  }

  private boolean isArea(long start, long top, long limit) {
    if (start <= 0 || start > top || top > limit || ((start | top | limit) & 7) != 0) {
      return false;
    }
    var page = chunks.floorEntry(start);
    return page != null
        && start >= page.getValue().start()
        && limit <= page.getValue().end()
        && start != limit;
  }
}
