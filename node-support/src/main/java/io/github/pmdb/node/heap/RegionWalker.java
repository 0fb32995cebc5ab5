package io.github.pmdb.node.heap;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.page.Region;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.node.word.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Goes through regions from object to object, on one thread: each page is read once into one
/// buffer, and no Java object is made for one of the heap.
final class RegionWalker {
  /// Bytes of an object that are at hand at most.
  static final int ROOM = 256 << 10;

  /// Behind the buffer: what tells an object's size lies in its first bytes.
  private static final int MARGIN = 64;

  private static final int PIECE = 4096;

  private final Memory memory;
  private final ObjectSizes sizes;
  private final MapCache maps;
  private final LeftBehind leftBehind;
  private final Visitor visitor;
  private final byte[] bytes = new byte[ROOM + MARGIN];

  /// The words of the buffer that could not be read.
  private final BitSet missing = new BitSet();

  private final List<WalkReport.Gap> gaps = new ArrayList<>();

  private long objects;
  private long total;
  private long skipped;
  private long unreadable;

  RegionWalker(Memory memory, ObjectSizes sizes, MapTable table, Visitor visitor) {
    this.memory = memory;
    this.sizes = sizes;
    this.maps = new MapCache(table);
    this.leftBehind = new LeftBehind(sizes, table);
    this.visitor = visitor;
  }

  void walk(Region region) {
    int length = (int) Math.min(ROOM, region.end() - region.start());
    fill(region.start(), length);
    if (region.chunk().isLarge()) {
      large(region, length);
    } else {
      objects(region, length);
    }
  }

  /// Memory that is not there reads as zero, which is no object.
  private void fill(long start, int length) {
    missing.clear();
    Arrays.fill(bytes, length, Math.min(bytes.length, length + MARGIN), (byte) 0);
    try {
      memory.read(start, bytes, 0, length);
    } catch (MemoryFault _) {
      // Piece by piece, to have what is there.
      for (int at = 0; at < length; ) {
        int count = (int) Math.min(length - at, PIECE - (start + at & PIECE - 1));
        fillPiece(start + at, at, count);
        at += count;
      }
    }
  }

  private void fillPiece(long start, int at, int count) {
    try {
      memory.read(start, bytes, at, count);
    } catch (MemoryFault _) {
      // The report counts it where no object spans it: V8 14 has some that nobody may read.
      Arrays.fill(bytes, at, at + count, (byte) 0);
      missing.set(at >> 3, (at + count) >> 3);
    }
  }

  private void large(Region region, int length) {
    V8Map map = maps.find(Words.at(bytes, 0));
    long size = map == null ? -1 : sizes.of(map, bytes, 0);
    if (map == null || size <= 0 || size > region.end() - region.start()) {
      skip(region.start(), 0, length);
      return;
    }
    object(region.start(), size, map, 0);
  }

  private void objects(Region region, int length) {
    int at = 0;
    while (at + 8 <= length) {
      V8Map map = maps.find(Words.at(bytes, at));
      long size = map == null ? -1 : size(map, at, length);
      if (map == null || size <= 0 || (size & 7) != 0 || size > length - at) {
        at = unknown(region.start(), at, length);
      } else {
        object(region.start() + at, size, map, at);
        at += (int) size;
      }
    }
  }

  /// Steps over an object that was moved away, or over what is no object at all.
  private int unknown(long start, int at, int length) {
    long left = leftBehind.size(bytes, at);
    if (left > 0 && (left & 7) == 0 && left <= length - at) {
      return at + (int) left;
    }
    int next = nextMap(at + 8, length);
    skip(start, at, next);
    return next;
  }

  private long size(V8Map map, int at, int length) {
    return map.sizeKind() == SizeKind.UP_TO_NEXT_MAP
        ? nextMap(at + 8, length) - at
        : sizes.of(map, bytes, at);
  }

  private int nextMap(int from, int length) {
    int at = from;
    while (at + 8 <= length && !isMap(Words.at(bytes, at))) {
      at += 8;
    }
    return at;
  }

  private boolean isMap(long word) {
    @Nullable V8Map map = Tagged.isStrong(word) ? maps.find(word) : null;
    return map != null;
  }

  private void object(long address, long size, V8Map map, int at) {
    if (!map.isFree()) {
      objects++;
      total += size;
      visitor.object(address, size, map, bytes, at);
    }
  }

  /// @param at in the buffer
  private void skip(long regionStart, int at, int end) {
    skipped += end - at;
    unreadable += 8L * missing.get(at >> 3, end >> 3).cardinality();
    if (gaps.size() < WalkReport.MOST_GAPS) {
      gaps.add(new WalkReport.Gap(regionStart + at, regionStart + end));
    }
  }

  WalkReport report() {
    return WalkReport.NOTHING.plus(new WalkReport(objects, total, skipped, unreadable, gaps));
  }
}
