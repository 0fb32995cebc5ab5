package io.github.pmdb.node.object;

import java.math.BigInteger;
import java.util.Optional;

/// BigInts: a sign, a number of words, the words, the lowest first.
public final class BigInts {
  private static final int SIGN = 1;
  private static final int LONGEST = 1 << 14;

  /// Decimal ones of a word.
  private static final int DIGITS = 20;

  /// Characters that are never too long.
  private static final int SHORT = 40;

  private BigInts() {}

  /// As JavaScript spells it, with an `n`; a longer one by its length.
  ///
  /// @param longest in characters, about
  public static String text(HeapReader reader, long object, int longest) {
    long bits = reader.word(object, 8);
    long length = bits >>> 1 & 0x3fff_ffff;
    if (length > LONGEST || length * DIGITS > Math.max(longest, SHORT)) {
      long highest = reader.word(object, (int) (8 + 8 * length));
      return "<BigInt of %d bits>".formatted(length * 64 - Long.numberOfLeadingZeros(highest));
    }
    return value(reader, object, bits, (int) length) + "n";
  }

  /// The number; absent where it is absurdly long.
  public static Optional<BigInteger> value(HeapReader reader, long object) {
    long bits = reader.word(object, 8);
    long length = bits >>> 1 & 0x3fff_ffff;
    return length > LONGEST
        ? Optional.empty()
        : Optional.of(value(reader, object, bits, (int) length));
  }

  private static BigInteger value(HeapReader reader, long object, long bits, int length) {
    byte[] magnitude = new byte[length * 8];
    for (int i = 0; i < length; i++) {
      long word = reader.word(object, 16 + 8 * i);
      for (int b = 0; b < 8; b++) {
        magnitude[magnitude.length - 1 - (8 * i + b)] = (byte) (word >>> (8 * b));
      }
    }
    BigInteger value = new BigInteger(1, magnitude);
    return (bits & SIGN) != 0 ? value.negate() : value;
  }
}
