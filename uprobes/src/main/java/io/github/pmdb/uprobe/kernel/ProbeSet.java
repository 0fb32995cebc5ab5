package io.github.pmdb.uprobe.kernel;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// Where a program is to run.
///
/// @param file the executable or library, as we can open it
/// @param pid the one process that counts; every process that maps the file when empty, those that
///   start later too
/// @param atReturn when the function that begins at the point returns, not when it begins
public record ProbeSet(Path file, List<ProbePoint> points, OptionalLong pid, boolean atReturn) {
  public ProbeSet {
    points = List.copyOf(points);
  }

  ProbeSet with(List<ProbePoint> some) {
    return new ProbeSet(file, some, pid, atReturn);
  }
}
