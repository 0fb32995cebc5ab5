package io.github.pmdb.cpython.object;

import java.util.stream.IntStream;

/// The content of a `str`: code points, which may be lone surrogates.
public final class PyString {
  private final int[] codePoints;
  private final long length;

  /// @param codePoints the first ones, as many as were asked for
  /// @param length how many the string has
  PyString(int[] codePoints, long length) {
    this.codePoints = codePoints;
    this.length = length;
  }

  /// Whether the string is longer.
  public boolean cut() {
    return codePoints.length < length;
  }

  /// As many as were asked for.
  public IntStream stream() {
    return IntStream.of(codePoints);
  }

  /// As a Java string; code points that are none become U+FFFD.
  public String text() {
    StringBuilder out = new StringBuilder(codePoints.length);
    for (int codePoint : codePoints) {
      out.appendCodePoint(Character.isValidCodePoint(codePoint) ? codePoint : 0xfffd);
    }
    return out.toString();
  }
}
