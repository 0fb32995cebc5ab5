package io.github.pmdb.uprobe.kernel;

/// What a map is to be. Sizes in bytes.
///
/// @param entries most entries, or the bytes of a ring: a power of two and whole pages
public record MapShape(MapKind kind, int keyBytes, int valueBytes, int entries) {
  /// Values that are found by their number; each starts as zeros.
  public static MapShape array(int valueBytes, int entries) {
    return new MapShape(MapKind.ARRAY, Integer.BYTES, valueBytes, entries);
  }

  /// @param valueBytes a multiple of 8
  public static MapShape perCpuArray(int valueBytes, int entries) {
    return new MapShape(MapKind.PER_CPU_ARRAY, Integer.BYTES, valueBytes, entries);
  }

  public static MapShape ring(int bytes) {
    return new MapShape(MapKind.RING, 0, 0, bytes);
  }
}
