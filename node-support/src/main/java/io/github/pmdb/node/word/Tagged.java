package io.github.pmdb.node.word;

/// Tagged values of V8 on x64 without pointer compression: a word is a small integer in its upper
/// half, or an address plus 1, or for a weak reference plus 3.
public final class Tagged {
  private static final int CLEARED = 3;

  private Tagged() {}

  public static boolean isSmi(long value) {
    return (value & 1) == 0;
  }

  public static int smi(long value) {
    return (int) (value >> 32);
  }

  /// Whether it refers to an object, strongly. Objects are aligned to 8 bytes.
  public static boolean isStrong(long value) {
    return (value & 7) == 1;
  }

  /// Whether it refers to an object, weakly; a cleared weak reference does not.
  public static boolean isWeak(long value) {
    return (value & 7) == 3 && (int) value != CLEARED;
  }

  public static boolean isReference(long value) {
    return isStrong(value) || isWeak(value);
  }

  /// The address that a reference of either kind holds.
  public static long address(long reference) {
    return reference & ~7L;
  }

  /// A strong reference to an object.
  public static long reference(long address) {
    return address | 1;
  }
}
