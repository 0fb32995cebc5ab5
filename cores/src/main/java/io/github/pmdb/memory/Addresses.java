package io.github.pmdb.memory;

/// Comparison of addresses, which are unsigned 64-bit numbers held in `long`s.
public final class Addresses {
  private Addresses() {}

  /// Whether `address` lies in `[start, end)`, all three unsigned.
  public static boolean within(long address, long start, long end) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }

  public static boolean less(long a, long b) {
    return Long.compareUnsigned(a, b) < 0;
  }

  public static long min(long a, long b) {
    return less(a, b) ? a : b;
  }

  public static long max(long a, long b) {
    return less(a, b) ? b : a;
  }

  /// Lower-case hexadecimal with the `0x` prefix, as gdb prints addresses.
  public static String hex(long address) {
    return "0x" + Long.toHexString(address);
  }
}
