package io.github.pmdb.node.census;

import io.github.pmdb.memory.Addresses;
import io.github.pmdb.node.heap.StringType;
import io.github.pmdb.node.heap.StringType.Representation;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.page.Chunk;
import io.github.pmdb.node.page.Space;
import io.github.pmdb.node.word.Tagged;
import io.github.pmdb.node.word.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// What belongs to an object beside its own words: the stores of its elements and properties, and
/// memory outside the heap. What several share counts once. The threads of a walk share it.
final class Owned {
  private static final int ELEMENTS = 16;
  private static final int PROPERTIES = 8;
  private static final long LARGEST = 1L << 40;
  private static final int PAGE = 256 << 10;

  /// The kinds of arrays that keep elements or properties.
  private static final String STORES =
      "FixedArray FixedDoubleArray PropertyArray NameDictionary NumberDictionary ByteArray"
          + " SloppyArgumentsElements SwissNameDictionary GlobalDictionary";

  private final V8Heap heap;
  private final HeapReader reader;
  private final Set<Integer> stores = new HashSet<>();
  private final int bufferType;
  private final int bufferBytes;
  private final int bufferLength;
  private final List<Chunk> shared;

  /// By page, a bit for each address at which an object may begin.
  private final Map<Long, AtomicIntegerArray> met = new ConcurrentHashMap<>();

  private final Set<Long> outside = ConcurrentHashMap.newKeySet();

  Owned(V8Heap heap) {
    Layout layout = heap.layout();
    this.heap = heap;
    this.reader = new HeapReader(heap);
    for (String store : STORES.split(" ")) {
      stores.add(layout.type(store));
    }
    stores.remove(Layout.NO_TYPE);
    this.bufferType = layout.type("JSArrayBuffer");
    this.bufferBytes = layout.get("JSArrayBuffer.backing_store");
    this.bufferLength = layout.get("JSArrayBuffer.byte_length");
    this.shared = heap.chunks().stream().filter(c -> c.space() == Space.READ_ONLY).toList();
  }

  /// Bytes on the heap.
  ///
  /// @param bytes hold the object at `offset`
  long inside(V8Map map, byte[] bytes, int offset) {
    return reader.isReceiver(map.type())
        ? store(Words.at(bytes, offset + PROPERTIES)) + store(Words.at(bytes, offset + ELEMENTS))
        : 0;
  }

  private long store(long word) {
    if (!Tagged.isStrong(word)) {
      return 0;
    }
    long address = Tagged.address(word);
    V8Map map = heap.maps().of(address);
    return map != null && stores.contains(map.type()) && !isShared(address) && isFirst(address)
        ? heap.sizeOf(address)
        : 0;
  }

  private boolean isShared(long address) {
    return shared.stream().anyMatch(c -> Addresses.within(address, c.start(), c.end()));
  }

  private boolean isFirst(long address) {
    AtomicIntegerArray bits =
        met.computeIfAbsent(address / PAGE, _ -> new AtomicIntegerArray(PAGE / 8 / Integer.SIZE));
    int bit = (int) (address % PAGE) / 8;
    int mask = 1 << bit % Integer.SIZE;
    return (bits.getAndUpdate(bit / Integer.SIZE, b -> b | mask) & mask) == 0;
  }

  /// Bytes outside the heap: of an array buffer, or of a string whose characters lie elsewhere.
  long outside(V8Map map, byte[] bytes, int offset) {
    if (map.type() == bufferType) {
      long address = Words.at(bytes, offset + bufferBytes);
      long length = Words.at(bytes, offset + bufferLength);
      boolean counts = address != 0 && length > 0 && length < LARGEST && outside.add(address);
      return counts ? length : 0;
    }
    if (StringType.isString(map.type())
        && StringType.representation(map.type()) == Representation.EXTERNAL) {
      long length = Math.max(0, Words.i32(bytes, offset + StringType.LENGTH));
      return StringType.isOneByte(map.type()) ? length : 2 * length;
    }
    return 0;
  }
}
