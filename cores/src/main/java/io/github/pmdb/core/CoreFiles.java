package io.github.pmdb.core;

import java.nio.file.Path;

/// Opens core files.
public final class CoreFiles {
  private CoreFiles() {}

  /// Opens a core, plain or compressed (recognised by content, not by name). A plain one is mapped,
  /// never copied. Close the snapshot to remove what was unpacked.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when the file is no core or can not be read
  public static CoreSnapshot open(Path file, CoreOptions options) {
    CoreSource source = CoreSource.open(file, options);
    try {
      return new CoreReader(source, options).read();
    } catch (RuntimeException e) {
      source.release().run();
      throw e;
    }
  }
}
