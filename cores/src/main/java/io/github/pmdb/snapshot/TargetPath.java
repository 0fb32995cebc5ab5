package io.github.pmdb.snapshot;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Paths that the target names. It may name some that cannot be spelt here: in the C locale a JVM
/// takes ASCII only, and no path has a zero byte.
public final class TargetPath {
  private TargetPath() {}

  /// The path itself; empty where no file on this machine can be opened by that name.
  public static Optional<Path> of(String name) {
    try {
      return Optional.of(Path.of(name));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /// `name` below `directory`, also where it begins with slashes.
  public static Optional<Path> below(Path directory, String name) {
    return of(name.replaceFirst("^/+", "")).map(directory::resolve);
  }
}
