package io.github.pmdb.node.object;

/// A property of an object, as it lies there.
///
/// @param key tagged: a string or a symbol
/// @param value tagged; of an accessor what V8 keeps of it
/// @param accessor whether a function would have to run to tell the value
/// @param attributes 1 read only, 2 not enumerable, 4 not configurable
/// @param slot address of the word that holds the value; 0 where a descriptor does
public record Property(long key, long value, boolean accessor, int attributes, long slot) {
  public static final int READ_ONLY = 1;
  public static final int NOT_CONFIGURABLE = 4;

  public boolean enumerable() {
    return (attributes & 2) == 0;
  }

  public boolean readOnly() {
    return (attributes & READ_ONLY) != 0;
  }

  public boolean configurable() {
    return (attributes & NOT_CONFIGURABLE) == 0;
  }
}
