package io.github.pmdb.cpython.object;

/// The content of a `str`: code points, which may be lone surrogates.
final class PyString {
  private final int[] codePoints;
  private final long length;

  /// @param codePoints the first ones, as many as were asked for
  /// @param length how many the string has
  PyString(int[] codePoints, long length) {
    this.codePoints = codePoints;
    this.length = length;
  }

  boolean cut() {
    return codePoints.length < length;
  }

  /// As Python's `repr` shows it.
  String quoted() {
    return Literals.ofString(codePoints);
  }

  /// As a Java string; code points that are none become U+FFFD.
  String text() {
    StringBuilder out = new StringBuilder(codePoints.length);
    for (int codePoint : codePoints) {
      out.appendCodePoint(Character.isValidCodePoint(codePoint) ? codePoint : 0xfffd);
    }
    return out.toString();
  }
}
