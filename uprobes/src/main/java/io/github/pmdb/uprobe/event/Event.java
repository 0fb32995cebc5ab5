package io.github.pmdb.uprobe.event;

import java.util.List;

/// One hit of a probe.
///
/// @param nanos when, on the clock of [System#nanoTime]
/// @param process as the kernel's outermost namespace numbers it
/// @param threadName at most 15 bytes of the target's own making, not escaped
/// @param cookie of the probe that was hit
/// @param values one for each capture, in their order
public record Event(
    long nanos, int process, int thread, String threadName, long cookie, List<Captured> values) {
  public Event {
    values = List.copyOf(values);
  }
}
