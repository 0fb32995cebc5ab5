package io.github.pmdb.cpython.object;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// Reads `int` objects: 30-bit digits, lowest first (`Include/cpython/longintrepr.h`).
public final class Ints {
  private static final int DIGIT_BITS = 30;
  private static final int MAX_DIGITS = 4096;

  private Ints() {}

  /// The sign and number of digits of an `int`.
  private record Shape(long digits, boolean negative) {}

  /// The value, absent when it has more digits than is sensible to show.
  public static Optional<BigInteger> read(Heap heap, long address) {
    if (heap.has("int2.ob_ival") && heap.typeOf(address).is(PyType.SHORT_INT)) {
      return Optional.of(BigInteger.valueOf(heap.i64(address, "int2.ob_ival")));
    }
    Shape shape = shape(heap, address);
    if (shape.digits() > MAX_DIGITS) {
      return Optional.empty();
    }
    byte[] raw = heap.memory().bytes(digits(heap, address), (int) shape.digits() * 4);
    BigInteger value = assemble(ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN));
    return Optional.of(shape.negative() ? value.negate() : value);
  }

  private static BigInteger assemble(ByteBuffer digits) {
    byte[] bigEndian = new byte[digits.capacity() / 4 * DIGIT_BITS / 8 + 9];
    int bit = 0;
    for (int i = 0; i < digits.capacity(); i += 4) {
      long digit = digits.getInt(i) & 0x3fff_ffffL;
      long shifted = digit << (bit & 7);
      for (int at = bigEndian.length - 1 - bit / 8; shifted != 0; at--, shifted >>>= 8) {
        bigEndian[at] |= (byte) shifted;
      }
      bit += DIGIT_BITS;
    }
    return new BigInteger(1, bigEndian);
  }

  private static long digits(Heap heap, long address) {
    return address + heap.layout().offset("long.ob_digit");
  }

  private static Shape shape(Heap heap, long address) {
    if (!heap.typeOf(address).is(PyType.INT)) {
      throw Heap.malformed(address, "no int object lies there");
    }
    if (heap.has("long.lv_tag")) {
      long tag = heap.i64(address, "long.lv_tag");
      boolean zero = (tag & 3) == 1;
      return new Shape(zero ? 0 : tag >>> 3, (tag & 3) == 2);
    }
    long size = heap.i64(address, "varobject.ob_size");
    return new Shape(Math.abs(size), size < 0);
  }

  /// Whether objects of the type are integers: `int`, and `long` of Python 2.
  public static boolean areOf(Heap heap, PyType type) {
    return type.is(PyType.INT) || (heap.has("int2.ob_ival") && type.is(PyType.SHORT_INT));
  }

  /// How many bits the digits of an `int` take.
  public static long bits(Heap heap, long address) {
    return shape(heap, address).digits() * DIGIT_BITS;
  }

  /// A value that must fit a `long`, such as an identifier.
  public static Optional<Long> small(Heap heap, long address) {
    return read(heap, address).filter(v -> v.bitLength() <= 64).map(BigInteger::longValue);
  }
}
