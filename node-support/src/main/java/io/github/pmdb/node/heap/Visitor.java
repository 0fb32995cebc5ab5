package io.github.pmdb.node.heap;

/// Sees the objects of a walk; each is used by one thread.
public interface Visitor {
  /// @param size in bytes
  /// @param bytes hold the object at `offset`: all of it, or of one that is larger than a page its
  ///   first [RegionWalker#ROOM] bytes. Valid until the method returns.
  void object(long address, long size, V8Map map, byte[] bytes, int offset);
}
