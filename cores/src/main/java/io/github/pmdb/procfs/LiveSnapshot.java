package io.github.pmdb.procfs;

import io.github.pmdb.snapshot.Snapshot;
import java.util.OptionalLong;

/// A live process, read through `/proc` without stopping it.
public interface LiveSnapshot extends Snapshot {
  /// The process that traces it now, if any.
  OptionalLong tracer();

  /// Whether the process lives in another mount namespace than we do.
  boolean otherMountNamespace();

  /// Whether the process lives in another pid namespace than we do.
  boolean otherPidNamespace();

  /// Whether it still exists (a read after it vanished throws [io.github.pmdb.snapshot.UserError]).
  boolean alive();
}
