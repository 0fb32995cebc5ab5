package io.github.pmdb.node.page;

/// A page of a heap (V8's `MemoryChunk`): 256 KiB, or more for one large object.
///
/// @param address aligned to 256 KiB
/// @param header where its fields lie: the page itself, or its metadata outside
/// @param start of its objects
/// @param end of the room for its objects
/// @param heap address of the `Heap` that owns it, 0 for a page that all isolates share
/// @param flags as the page has them
public record Chunk(
    long address,
    long header,
    long size,
    long start,
    long end,
    long heap,
    long owner,
    long flags,
    Space space) {
  static final long ALIGNMENT = 256 << 10;
  private static final long TO_PAGE = 0x10;

  /// Whether it belongs to the half of the new space that is in use.
  boolean isToPage() {
    return (flags & TO_PAGE) != 0;
  }

  /// Whether it holds one object.
  public boolean isLarge() {
    return space.isLarge() || size > ALIGNMENT;
  }
}
