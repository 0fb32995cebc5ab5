package io.github.pmdb.node.heapdiff;

/// @param bytes of the objects themselves
public record Sums(long instances, long bytes) {
  static final Sums NOTHING = new Sums(0, 0);

  Sums plus(Sums other) {
    return new Sums(instances + other.instances, bytes + other.bytes);
  }
}
