package io.github.pmdb.node.heap;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.word.BlockCache;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The maps of a heap, read when they are first met. Threads share it.
///
/// A map is recognised by its own map, which is one that describes itself.
public final class MapTable {
  private final BlockCache memory;
  private final ObjectSizes sizes;
  private final int mapType;
  private final int sizeAt;
  private final int startAt;
  private final int typeAt;
  private final int bits2At;
  private final int bits3At;
  private final Map<Long, V8Map> known = new ConcurrentHashMap<>();
  private final List<V8Map> all = new ArrayList<>();
  private final Moves moves;

  MapTable(BlockCache memory, ObjectSizes sizes, Layout layout) {
    this.memory = memory;
    this.moves = new Moves(memory);
    this.sizes = sizes;
    this.mapType = layout.type("Map");
    this.sizeAt = layout.get("Map.instance_size_in_words");
    this.startAt = layout.get("Map.inobject_properties_start_or_constructor_function_index");
    this.typeAt = layout.get("Map.instance_type");
    this.bits2At = layout.get("Map.bit_field2");
    this.bits3At = layout.get("Map.bit_field3");
  }

  Moves moves() {
    return moves;
  }

  int i32(long address) {
    return memory.i32(address);
  }

  /// Whether a tagged value refers to a map.
  boolean isMap(long tagged) {
    return known.containsKey(tagged) || looksLikeMap(tagged);
  }

  private boolean looksLikeMap(long tagged) {
    if (!Tagged.isStrong(tagged) || tagged < 0) {
      return false;
    }
    try {
      long meta = memory.word(moves.follow(tagged - 1));
      return Tagged.isStrong(meta) && describesItself(moves.follow(meta - 1));
    } catch (MemoryFault _) {
      // What can not be read is no map.
      return false;
    }
  }

  private boolean describesItself(long meta) {
    long own = memory.word(meta);
    return Tagged.isStrong(own)
        && moves.follow(own - 1) == meta
        && memory.u16(meta + typeAt) == mapType;
  }

  /// The map that a tagged value refers to, null where it refers to none.
  public @Nullable V8Map find(long tagged) {
    V8Map map = known.get(tagged);
    if (map != null || !looksLikeMap(tagged)) {
      return map;
    }
    try {
      return add(tagged);
    } catch (MemoryFault _) {
      // Cut in the middle: no map that could be used.
      return null;
    }
  }

  private V8Map add(long tagged) {
    long at = tagged - 1;
    int instanceSize = memory.u8(at + sizeAt) * 8;
    int type = memory.u16(at + typeAt);
    int start = memory.u8(at + startAt);
    int bits2 = memory.u8(at + bits2At);
    int bits3 = memory.i32(at + bits3At);
    synchronized (all) {
      V8Map known = this.known.get(tagged);
      if (known != null) {
        return known;
      }
      V8Map map =
          new V8Map(
              at,
              all.size(),
              type,
              instanceSize,
              start,
              bits2,
              bits3,
              sizes.kind(type, instanceSize));
      all.add(map);
      this.known.put(tagged, map);
      return map;
    }
  }

  /// The map of an object, also of one that was moved away; null where the address holds none.
  public @Nullable V8Map of(long address) {
    try {
      return find(memory.word(moves.follow(address)));
    } catch (MemoryFault _) {
      // No object lies in memory that is not there.
      return null;
    }
  }

  /// All that were met up to now; the index of a map is its place.
  public List<V8Map> all() {
    synchronized (all) {
      return List.copyOf(all);
    }
  }
}
