package io.github.pmdb.snapshot;

import io.github.pmdb.memory.Addresses;

/// A range of addresses.
public record Extent(long start, long end) {
  /// The part of it within a mapping.
  public Extent within(Mapping mapping) {
    return new Extent(Addresses.max(start, mapping.start()), Addresses.min(end, mapping.end()));
  }
}
