package io.github.pmdb.node.page;

/// A run of memory that holds objects, one after the other.
public record Region(long start, long end, Chunk chunk) {
  /// Whether an address lies in it.
  public boolean holds(long address) {
    return address >= start && address < end;
  }
}
