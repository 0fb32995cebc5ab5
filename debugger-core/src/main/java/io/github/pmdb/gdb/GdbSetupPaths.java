package io.github.pmdb.gdb;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.gdb.files.Sysroot;
import io.github.pmdb.procfs.LiveSnapshot;
import java.io.IOException;
import java.nio.file.Path;

/// Tells gdb where the target's files are.
final class GdbSetupPaths {
  private final GdbEngine.Parts parts;

  GdbSetupPaths(GdbEngine.Parts parts) {
    this.parts = parts;
  }

  void forCore(CoreSnapshot snapshot) throws IOException {
    Sysroot.of(snapshot, parts.links()).ifPresent(this::set);
  }

  /// A process with another root sees other files under the same names.
  void forProcess(LiveSnapshot snapshot) {
    Path root = snapshot.process().root();
    if (snapshot.otherMountNamespace() && !root.equals(Path.of("/"))) {
      set(root);
    }
  }

  private void set(Path directory) {
    new GdbSetup(parts.dialog()).sysroot(directory);
  }
}
