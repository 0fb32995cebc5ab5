package io.github.pmdb.cpython.layout;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A CPython release.
///
/// @param micro -1 where only `X.Y` is known
public record PythonVersion(int major, int minor, int micro) implements Comparable<PythonVersion> {
  private static final Pattern TEXT =
      Pattern.compile("(\\d)\\.(\\d{1,2})(?:\\.(\\d{1,3}))?.*", Pattern.DOTALL);

  /// From `PY_VERSION_HEX` (`Include/patchlevel.h`): a byte each of major, minor and micro, then
  /// the release level and serial.
  public static PythonVersion ofHex(long hex) {
    return new PythonVersion(
        (int) (hex >> 24) & 0xff, (int) (hex >> 16) & 0xff, (int) (hex >> 8) & 0xff);
  }

  /// From text that starts with `X.Y` or `X.Y.Z`.
  public static Optional<PythonVersion> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String micro = matcher.group(3);
    return Optional.of(
        new PythonVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            micro == null ? -1 : Integer.parseInt(micro)));
  }

  public boolean atLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }

  public boolean sameMinor(PythonVersion other) {
    return major == other.major && minor == other.minor;
  }

  @Override
  public int compareTo(PythonVersion other) {
    int byMajor = Integer.compare(major, other.major);
    int byMinor = byMajor != 0 ? byMajor : Integer.compare(minor, other.minor);
    return byMinor != 0 ? byMinor : Integer.compare(micro, other.micro);
  }

  @Override
  public String toString() {
    return major + "." + minor + (micro < 0 ? "" : "." + micro);
  }
}
