package io.github.pmdb.node.heapsnapshot;

/// The order of nodes: those that stand for roots, then objects, then what array buffers have
/// outside the heap.
///
/// @param roots how many stand for roots
/// @param objects that are written
/// @param buffers those of them that are array buffers with bytes
record Numbering(int roots, Ranks objects, Ranks buffers) {
  long count() {
    return (long) roots + objects.count() + buffers.count();
  }

  boolean has(int object) {
    return objects.has(object);
  }

  int node(int object) {
    return roots + objects.rank(object);
  }

  /// The node of a buffer's bytes.
  int bytes(int buffer) {
    return roots + objects.count() + buffers.rank(buffer);
  }
}
