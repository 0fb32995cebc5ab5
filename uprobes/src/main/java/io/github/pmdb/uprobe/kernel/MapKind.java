package io.github.pmdb.uprobe.kernel;

/// Kinds of maps, `enum bpf_map_type` of `linux/bpf.h`.
public enum MapKind {
  HASH(1),
  ARRAY(2),
  /// An array with values of each processor's own, read all together.
  PER_CPU_ARRAY(6),
  /// A hash that drops what was not used for longest when it is full.
  LRU_HASH(9),
  /// Records for user space, in order; see [RingBuffer].
  RING(27);

  final int number;

  MapKind(int number) {
    this.number = number;
  }

  boolean perCpu() {
    return this == PER_CPU_ARRAY;
  }
}
