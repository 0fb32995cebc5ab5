package io.github.pmdb.snapshot;

/// Whether two reads of a snapshot see the same moment.
public enum Consistency {
  /// A core file, or a live process that is stopped.
  STILL,
  /// A running process: neighbouring reads may come from different moments.
  TORN
}
