package io.github.pmdb.node.graph;

import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.heap.V8Map;
import io.github.pmdb.node.heap.Visitor;
import io.github.pmdb.node.heap.WalkReport;
import java.util.Arrays;
import java.util.List;

/// All objects of a heap in ascending order of address, 16 bytes for each: an object is its place
/// among them.
public final class HeapObjects {
  private static final int WORD = 8;

  /// What a JVM allows an array to have.
  private static final int MOST = Integer.MAX_VALUE - 16;

  private final V8Heap heap;
  private final long[] starts;
  private final Places places;
  private final int[] maps;
  private final int[] words;
  private final List<V8Map> known;
  private final WalkReport walked;

  private HeapObjects(V8Heap heap, Collector all, List<V8Map> known, WalkReport walked) {
    this.heap = heap;
    this.starts = all.starts;
    this.places = new Places(all.starts);
    this.maps = all.maps;
    this.words = all.words;
    this.known = known;
    this.walked = walked;
  }

  /// Walks the heap.
  ///
  /// @param check is called now and then; what it throws ends the walk
  /// @throws io.github.pmdb.snapshot.UserError when the objects do not fit the memory of this JVM
  public static HeapObjects of(V8Heap heap, Runnable check) {
    V8Heap.Walk<Collector> walk = heap.walk(_ -> true, Collector::new, check);
    Collector all =
        walk.visitors().stream().reduce(Collector::merge).orElseGet(Collector::new).trimmed();
    return new HeapObjects(heap, all, heap.maps().all(), walk.report());
  }

  public int count() {
    return starts.length;
  }

  public long address(int object) {
    return starts[object];
  }

  /// In bytes.
  public long size(int object) {
    return (words[object] & 0xffff_ffffL) * WORD;
  }

  public V8Map map(int object) {
    return known.get(maps[object]);
  }

  /// A map of some objects by its index.
  public V8Map mapAt(int index) {
    return known.get(index);
  }

  /// The object that begins at an address, or began there before it was moved; negative where none
  /// does.
  public int at(long address) {
    int found = places.of(address);
    if (found >= 0 || !heap.isMoving()) {
      return found;
    }
    int moved = places.of(heap.settled(address));
    return moved >= 0 ? moved : found;
  }

  /// The object that an address lies in, -1 where it lies in none.
  public int owner(long address) {
    int found = Arrays.binarySearch(starts, address);
    int object = found >= 0 ? found : -found - 2;
    return object >= 0 && address < starts[object] + size(object) ? object : -1;
  }

  /// What was gone through.
  public WalkReport walked() {
    return walked;
  }

  /// Keeps the objects that one thread meets. Each thread goes through regions in ascending order,
  /// so what it meets is sorted.
  private static final class Collector implements Visitor {
    private static final int FIRST = 1 << 14;

    private long[] starts;
    private int[] maps;
    private int[] words;
    private int count;

    Collector() {
      this(FIRST);
    }

    private Collector(int room) {
      starts = new long[room];
      maps = new int[room];
      words = new int[room];
    }

    @Override
    public void object(long address, long size, V8Map map, byte[] bytes, int offset) {
      if (count == starts.length) {
        resize((int) Math.min(MOST, count + (count >> 1) + 1L));
      }
      add(address, map.index(), (int) (size / WORD));
    }

    private void add(long address, int map, int size) {
      starts[count] = address;
      maps[count] = map;
      words[count++] = size;
    }

    private void resize(int room) {
      Room.require((long) room * (Long.BYTES + 2 * Integer.BYTES), "the addresses of the objects");
      starts = Arrays.copyOf(starts, room);
      maps = Arrays.copyOf(maps, room);
      words = Arrays.copyOf(words, room);
    }

    Collector trimmed() {
      if (count < starts.length) {
        resize(count);
      }
      return this;
    }

    static Collector merge(Collector a, Collector b) {
      long room = (long) a.count + b.count;
      Room.require(room * (Long.BYTES + 2 * Integer.BYTES), "the addresses of the objects");
      Collector merged = new Collector((int) Math.min(MOST, room));
      int i = 0;
      int k = 0;
      while (i < a.count || k < b.count) {
        boolean fromA = k == b.count || (i < a.count && a.starts[i] <= b.starts[k]);
        Collector from = fromA ? a : b;
        int at = fromA ? i++ : k++;
        merged.add(from.starts[at], from.maps[at], from.words[at]);
      }
      return merged;
    }
  }
}
