package io.github.pmdb.node.build;

/// A version of V8, as the binary has it: `11.3.244.8`.
public record V8Version(int major, int minor, int build, int patch) {
  /// Whether layouts are those of the same table.
  public boolean sameMinor(V8Version other) {
    return major == other.major && minor == other.minor;
  }

  /// Major and minor in one number that sorts.
  public int line() {
    return major * 1000 + minor;
  }

  /// `11.3`.
  public String shortText() {
    return major + "." + minor;
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d".formatted(major, minor, build, patch);
  }
}
