package io.github.pmdb.node.heapdiff;

import java.util.Map;

/// What there was at one moment. It is in memory: what it was read from may be closed or go on.
public sealed interface Moment permits HeapMoment, FileMoment {
  /// All objects.
  Map<ObjectKind, Sums> kinds();
}
