package io.github.pmdb.target;

import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.procfs.LiveSnapshot;
import java.nio.file.Path;
import java.time.Duration;

/// Where snapshots come from; tests forge them.
public interface SnapshotReaders {
  /// @throws io.github.pmdb.snapshot.UserError when the file is not a core that can be read
  CoreSnapshot core(Path file, CoreOptions options);

  /// @throws io.github.pmdb.snapshot.UserError when there is no such process or it may not be read
  LiveSnapshot process(long pid);

  /// Stops a process until the pause is closed.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when it may not be traced; it runs on then
  Pause pause(long pid);

  /// A process that stands still.
  interface Pause extends AutoCloseable {
    LiveSnapshot snapshot();

    /// How long it has stood still, to the end once closed.
    Duration length();

    /// Lets it run on.
    @Override
    void close();
  }
}
