package io.github.pmdb.node.page;

import java.util.Arrays;

/// What the collector of a heap was doing: V8's `Heap::HeapState`.
public enum GcState {
  NOT_IN_GC(0, "none"),
  SCAVENGE(1, "a scavenge of the young generation"),
  MARK_COMPACT(2, "mark-compact"),
  MINOR_MARK_SWEEP(3, "a mark-sweep of the young generation"),
  TEAR_DOWN(4, "none: the heap is being taken down"),
  UNKNOWN(-1, "not known");

  private final int number;
  private final String text;

  GcState(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /// The state of a number; [#UNKNOWN] where it is none.
  static GcState of(int number) {
    return Arrays.stream(values()).filter(s -> s.number == number).findFirst().orElse(UNKNOWN);
  }

  /// In words.
  public String text() {
    return text;
  }

  /// Whether objects may be on their way from one place to another.
  public boolean isCollecting() {
    return this == SCAVENGE || this == MARK_COMPACT || this == MINOR_MARK_SWEEP;
  }
}
