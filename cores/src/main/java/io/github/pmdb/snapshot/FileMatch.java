package io.github.pmdb.snapshot;

import java.nio.file.Path;
import java.util.List;

/// Whether a loaded object was found as a file on this machine.
public sealed interface FileMatch {
  /// The file at `path` is the object that was mapped.
  ///
  /// @param evidence how that is known
  record Found(Path path, Evidence evidence) implements FileMatch {}

  /// A file is there and is not the object that was mapped; it is not used.
  ///
  /// @param why for example the two build-ids, or the first address at which the bytes differ
  record Wrong(Path path, String why) implements FileMatch {}

  /// No file; `tried` are the paths looked at, in order.
  record Absent(List<Path> tried) implements FileMatch {}

  /// The object has no file (vdso), its bytes are in memory.
  record InMemory() implements FileMatch {}

  /// How a file was recognised, strongest first.
  enum Evidence {
    BUILD_ID,
    BYTES,
    /// The path the live process maps right now, so it is the file itself.
    LIVE,
    /// Nothing contradicts it, nothing proves it.
    NAME_ONLY
  }
}
