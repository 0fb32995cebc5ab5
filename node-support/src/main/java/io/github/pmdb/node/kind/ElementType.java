package io.github.pmdb.node.kind;

import java.util.Arrays;
import java.util.Optional;

/// What a typed array holds.
public enum ElementType {
  INT8("Int8Array", 1),
  UINT8("Uint8Array", 1),
  UINT8_CLAMPED("Uint8ClampedArray", 1),
  INT16("Int16Array", 2),
  UINT16("Uint16Array", 2),
  INT32("Int32Array", 4),
  UINT32("Uint32Array", 4),
  FLOAT16("Float16Array", 2),
  FLOAT32("Float32Array", 4),
  FLOAT64("Float64Array", 8),
  BIGINT64("BigInt64Array", 8),
  BIGUINT64("BigUint64Array", 8);

  private final String constructor;
  private final int size;

  ElementType(String constructor, int size) {
    this.constructor = constructor;
    this.size = size;
  }

  /// The name of the constructor.
  public String constructor() {
    return constructor;
  }

  /// In bytes.
  public int size() {
    return size;
  }

  static Optional<ElementType> named(String constructor) {
    return Arrays.stream(values()).filter(t -> t.constructor.equals(constructor)).findFirst();
  }
}
