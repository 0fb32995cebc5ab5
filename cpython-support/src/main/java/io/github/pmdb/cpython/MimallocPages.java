package io.github.pmdb.cpython;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/// The memory that free-threaded builds take all objects from, in which their garbage collector
/// finds them too (`gc_visit_heaps` in `Python/gc_free_threading.c`).
///
/// mimalloc has segments at multiples of their size. Each begins with a table of its slices; runs
/// of slices are pages, which hold blocks of one size
/// (`Include/internal/mimalloc/mimalloc/types.h`).
final class MimallocPages {
  private static final long SEGMENT = 32L << 20;

  /// Of a mapping: 2 TiB, far more than any process has.
  private static final int MOST_SEGMENTS = 1 << 16;

  private static final long SLICE = 64 << 10;
  private static final int MOST_SLICES = 512;

  /// A segment's own table is far shorter.
  private static final int MOST_INFO_SLICES = 16;

  /// A page begins with up to so many blocks that are never used.
  private static final int SKIPPED_BLOCKS = 3;

  /// `_Py_MIMALLOC_HEAP_GC` and `_Py_MIMALLOC_HEAP_GC_PRE`, whose objects have two words in front
  /// (`pycore_mimalloc.h`).
  private static final int TAG_GC = 2;

  private static final int TAG_GC_PRE = 3;
  private static final int PRE_HEADER = 16;

  /// The second word of a block with PYTHONMALLOC=debug, and what comes before its object
  /// (`Objects/obmalloc.c`).
  private static final long DEBUG_MARK = 0xfdfdfdfdfdfdfd6fL;

  private static final int DEBUG_HEADER = 16;

  /// `_PyGC_BITS_TRACKED` (`pycore_gc.h`): cleared when the object is freed.
  private static final int TRACKED = 1;

  private final Heap heap;
  private final List<Mapping> mappings;
  private final List<Long> found = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int segments;

  MimallocPages(Heap heap, List<Mapping> mappings) {
    this.heap = heap;
    this.mappings = mappings;
  }

  /// What could not be looked into.
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /// Addresses of the objects that the collector knows and whose type is wanted.
  ///
  /// @param type asked with the address of the type
  List<Long> objects(LongPredicate type) {
    for (Mapping mapping : mappings) {
      if (!heap.isSpent() && mapping.writable() && !mapping.isFile()) {
        inMapping(mapping, type);
      }
    }
    if (segments == 0) {
      problems.add(new Problem("the memory in which this CPython keeps its objects was not found"));
    }
    return List.copyOf(found);
  }

  private void inMapping(Mapping mapping, LongPredicate type) {
    long first = (mapping.start() + SEGMENT - 1) & -SEGMENT;
    if (!mapping.contains(first)) {
      return;
    }
    long count = Long.divideUnsigned(mapping.end() - 1 - first, SEGMENT) + 1;
    for (int i = 0; i < Math.min(count, MOST_SEGMENTS) && !heap.isSpent(); i++) {
      inSegment(first + i * SEGMENT, type);
    }
    if (count > MOST_SEGMENTS || heap.isSpent()) {
      problems.add(
          new Problem(
              "objects between %s and %s may be missing: there is too much to read"
                  .formatted(hex(mapping.start()), hex(mapping.end()))));
    }
  }

  private void inSegment(long segment, LongPredicate type) {
    try {
      int entries = segmentEntries(segment);
      segments += entries > 0 ? 1 : 0;
      int index = 0;
      while (index < entries) {
        long slice = slice(segment, index);
        int count = heap.i32(slice, "slice.slice_count");
        if (count <= 0) {
          throw Heap.malformed(slice, "a page of no length is there");
        }
        inPage(slice, segment + index * SLICE, count * SLICE, type);
        index += count;
      }
    } catch (MemoryFault fault) {
      problems.add(
          new Problem(
              "objects between %s and %s may be missing: %s"
                  .formatted(hex(segment), hex(segment + SEGMENT), fault.getMessage())));
    }
  }

  /// How many slices the segment at an address has; 0 when there is none.
  private int segmentEntries(long segment) {
    try {
      long entries = heap.i64(segment, "segment.slice_entries");
      long own = heap.i64(segment, "segment.segment_info_slices");
      boolean fits = entries > 0 && entries <= MOST_SLICES && own > 0 && own <= MOST_INFO_SLICES;
      return fits && heap.i32(slice(segment, 0), "slice.slice_count") == own ? (int) entries : 0;
    } catch (MemoryFault _) {
      return 0; // a part of the mapping that is not in the core has no segment to look into
    }
  }

  private long slice(long segment, int index) {
    return segment
        + heap.layout().offset("segment.slices")
        + (long) index * heap.layout().offset("slice.sizeof");
  }

  private void inPage(long slice, long start, long length, LongPredicate type) {
    int tag = heap.u8(slice, "slice.tag") >> 3 & 15;
    long size = Integer.toUnsignedLong(heap.i32(slice, "slice.xblock_size"));
    if ((tag != TAG_GC && tag != TAG_GC_PRE) || size < heap.layout().offset("object.sizeof")) {
      return;
    }
    int capacity = heap.i32(slice, "slice.capacity") & 0xffff;
    int blocks = capacity == 0 ? 0 : capacity + SKIPPED_BLOCKS;
    for (int i = 0; i < blocks && (i == 0 || (i + 1) * size <= length); i++) {
      inBlock(start + i * size, tag, type);
    }
  }

  private void inBlock(long block, int tag, LongPredicate type) {
    long object = block + (tag == TAG_GC_PRE ? PRE_HEADER : 0);
    if (heap.memory().pointer(block + Long.BYTES) == DEBUG_MARK) {
      object += DEBUG_HEADER;
    }
    boolean tracked = (heap.u8(object, "object.ob_gc_bits") & TRACKED) != 0;
    if (tracked && type.test(heap.pointer(object, "object.ob_type"))) {
      found.add(object);
    }
  }
}
