package io.github.pmdb.node.heap;

/// A map (hidden class): what V8 knows of the shape of an object.
///
/// @param address of the map
/// @param index counts the maps of a heap in the order in which they were met
/// @param instanceSize in bytes, 0 where objects differ in size
/// @param inobjectStart the word at which properties in the object begin
public record V8Map(
    long address,
    int index,
    int type,
    int instanceSize,
    int inobjectStart,
    int bitField2,
    int bitField3,
    SizeKind sizeKind) {
  private static final int NEW_TARGET_IS_BASE = 1;

  /// How elements are kept: V8's `ElementsKind`.
  public int elementsKind() {
    return bitField2 >> 2 & 0x3f;
  }

  /// Whether instances are made by the constructor that the map names; those of derived classes are
  /// not.
  public boolean madeByItsConstructor() {
    return (bitField2 & NEW_TARGET_IS_BASE) != 0;
  }

  /// How many descriptors are those of its own instances.
  public int ownDescriptors() {
    return bitField3 >> 10 & 0x3ff;
  }

  /// Whether its only instance is the prototype of others.
  public boolean isPrototype() {
    return (bitField3 & 1 << 20) != 0;
  }

  /// Whether properties are in a dictionary.
  public boolean isDictionary() {
    return (bitField3 & 1 << 21) != 0;
  }

  /// Whether its instances take more properties.
  public boolean isExtensible() {
    return (bitField3 & 1 << 27) != 0;
  }

  boolean isFree() {
    return sizeKind == SizeKind.FREE_SPACE || sizeKind == SizeKind.FILLER;
  }
}
