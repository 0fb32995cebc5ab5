package io.github.pmdb.target;

import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.procfs.LiveSnapshot;
import java.nio.file.Path;
import java.util.List;

/// How a native debugger is started; the assembly in `.app` names the one to use.
public interface EngineStart {
  /// Opens a core that has been read already; only files that match its objects are given to it.
  Engine core(Path file, CoreSnapshot snapshot, OpenOptions options);

  /// Attaches to a process, which stands still from then on.
  ///
  /// @param snapshot the process as it ran, for its paths and namespaces
  LiveEngine attach(long pid, LiveSnapshot snapshot, OpenOptions options);

  /// Starts a program under the debugger, stopped at its entry.
  ///
  /// @param command the program and its arguments
  LiveEngine run(List<String> command, OpenOptions options);
}
