package io.github.pmdb.node.page;

import java.util.List;
import java.util.Map;

/// Where the header of a page keeps what: offsets in bytes from the page's start, or, in versions
/// that keep it elsewhere, from where the word at `metadata` points to.
///
/// @param metadata offset in the page of a pointer to the rest, -1 where the page holds all
record ChunkShape(
    int metadata, int size, int heap, int areaStart, int areaEnd, int highWater, int owner) {
  private static final List<String> FIELDS =
      List.of("size", "heap", "area_start", "area_end", "high_water", "owner");

  static final int BYTES = 0x68;

  static ChunkShape of(Map<String, Integer> table) {
    int[] offsets = FIELDS.stream().mapToInt(f -> table.getOrDefault("chunk." + f, 0)).toArray();
    return new ChunkShape(
        table.getOrDefault("chunk.metadata", -1),
        offsets[0],
        offsets[1],
        offsets[2],
        offsets[3],
        offsets[4],
        offsets[5]);
  }
}
