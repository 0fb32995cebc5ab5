package io.github.pmdb.target;

import io.github.pmdb.core.CoreSnapshot;
import java.nio.file.Path;

/// A core file.
public non-sealed interface CoreTarget extends Target {
  /// The file the user named.
  Path file();

  @Override
  CoreSnapshot snapshot();
}
