package io.github.pmdb.node.page;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.build.V8Version;
import io.github.pmdb.node.layout.Layouts;
import io.github.pmdb.node.word.Words;
import io.github.pmdb.snapshot.Extent;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/// Finds the pages of all heaps: every address aligned to 256 KiB in memory that no file backs is
/// looked at, in the shape of header that recognises most of them.
final class ChunkFinder {
  private static final int FARTHEST_START = 0x10000;
  private static final long LARGEST = 1L << 40;

  /// Looked at: those of 4 TiB that are in use.
  private static final int MOST_PLACES = 16 << 20;

  private static final int PAGE = 4096;
  private static final long LARGEST_CODE = 64 << 20;

  private final long[] places;
  private final Memory memory;
  private final SpaceNames names;
  private final LongPredicate isMap;

  /// Of mappings, by their starts.
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /// @param isMap whether a tagged value refers to a map
  ChunkFinder(Snapshot snapshot, Memory memory, SpaceNames names, LongPredicate isMap) {
    this.memory = memory;
    this.names = names;
    this.isMap = isMap;
    snapshot.mappings().forEach(m -> ends.put(m.start(), m.end()));
    this.places = places(snapshot);
  }

  /// @param shape that fits best
  /// @param chunks in ascending order of address
  record Found(ChunkShape shape, List<Chunk> chunks) {}

  /// The shapes of all known versions are tried: the memory says which is right.
  Found find() {
    Found best = new Found(shapes().getFirst(), List.of());
    for (ChunkShape shape : shapes()) {
      List<Chunk> chunks = find(shape);
      if (chunks.size() > best.chunks().size()) {
        best = new Found(shape, chunks);
      }
    }
    return best;
  }

  private static List<ChunkShape> shapes() {
    return Layouts.KNOWN.stream().map(ChunkFinder::shapeOf).distinct().toList();
  }

  static ChunkShape shapeOf(V8Version version) {
    return ChunkShape.of(Layouts.table(version));
  }

  private List<Chunk> find(ChunkShape shape) {
    List<Chunk> found = new ArrayList<>();
    long next = 0;
    for (long at : places) {
      Optional<Chunk> here = at < next ? Optional.empty() : chunk(shape, at);
      if (here.isPresent()) {
        found.add(here.get());
        next = aligned(at + here.get().size());
      }
    }
    return List.copyOf(found);
  }

  /// The addresses where pages may begin, in ascending order.
  private static long[] places(Snapshot snapshot) {
    LongStream.Builder places = LongStream.builder();
    int count = 0;
    for (Mapping mapping : snapshot.mappings()) {
      if (!mapping.readable() || mapping.isFile() || mapping.end() < 0 || isCodeRange(mapping)) {
        continue;
      }
      for (Extent part : snapshot.used(mapping)) {
        long at = aligned(part.start());
        for (; at < part.end() && count < MOST_PLACES; at += Chunk.ALIGNMENT, count++) {
          places.add(at);
        }
      }
    }
    return places.build().toArray();
  }

  /// The room that V8 sets aside for machine code. To look through it would touch all of it.
  private static boolean isCodeRange(Mapping mapping) {
    return mapping.executable() && mapping.size() > LARGEST_CODE;
  }

  private static long aligned(long address) {
    return (address + Chunk.ALIGNMENT - 1) & -Chunk.ALIGNMENT;
  }

  /// A damaged size must not hide the pages behind it.
  private boolean isMapped(long address) {
    var below = ends.floorEntry(address);
    return below != null && address < below.getValue();
  }

  private Optional<Chunk> chunk(ChunkShape shape, long page) {
    try {
      return read(shape, page);
    } catch (MemoryFault _) {
      // What can not be read is no page.
      return Optional.empty();
    }
  }

  private Optional<Chunk> read(ChunkShape shape, long page) {
    boolean outside = shape.metadata() >= 0;
    long header = outside ? memory.pointer(page + shape.metadata()) : page;
    if (header == 0 || (header & 7) != 0) {
      return Optional.empty();
    }
    byte[] bytes = memory.bytes(header, ChunkShape.BYTES);
    long size = word(bytes, shape.size());
    long start = word(bytes, shape.areaStart());
    long end = word(bytes, shape.areaEnd());
    long room = Math.max(size, Chunk.ALIGNMENT);
    if (!(page < start && start < page + FARTHEST_START && start < end)
        || !(size >= 0 && size < LARGEST && size % PAGE == 0 && end <= page + room)
        || ((start | end) & 7) != 0
        || !isMapped(Math.max(end, page + size) - 1)) {
      return Optional.empty();
    }
    long heap = word(bytes, shape.heap());
    long owner = word(bytes, shape.owner());
    long flags = memory.i64(page + (outside || shape.size() != 0 ? 0 : 8));
    if (heap == 0) {
      return isMap.test(memory.pointer(start))
          ? Optional.of(new Chunk(page, header, room, start, end, 0, 0, flags, Space.READ_ONLY))
          : Optional.empty();
    }
    Space space = owner == 0 || (owner & 7) != 0 ? Space.OTHER : names.of(owner);
    boolean owned = space != Space.OTHER && memory.pointer(owner + 8) == heap;
    return owned
        ? Optional.of(new Chunk(page, header, room, start, end, heap, owner, flags, space))
        : Optional.empty();
  }

  private static long word(byte[] bytes, int offset) {
    return Words.at(bytes, offset);
  }
}
