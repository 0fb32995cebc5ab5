package io.github.pmdb.target;

import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.stop.BriefStop;
import io.github.pmdb.procfs.stop.Pause;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

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

  /// Copies a process, which stands still only while that is done; where there is no room for a
  /// copy, until the pause is closed.
  ///
  /// @param progress is told what is being done
  /// @param check what it throws ends the work
  /// @throws io.github.pmdb.snapshot.UserError when it may not be traced
  Pause copy(long pid, Consumer<String> progress, Runnable check);

  /// Reads a process as it stood at one moment, and stops it for hardly longer.
  ///
  /// @param reading may be run several times; what it gets is closed when it returns
  /// @throws io.github.pmdb.snapshot.UserError when it may not be traced; it runs on then
  <T> BriefStop.Moment<T> briefly(long pid, Function<LiveSnapshot, T> reading);
}
