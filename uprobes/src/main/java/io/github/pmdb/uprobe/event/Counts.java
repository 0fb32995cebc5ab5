package io.github.pmdb.uprobe.event;

import java.nio.ByteBuffer;

/// What a program counted.
///
/// @param hits how often the place was come by, whatever the condition
/// @param lost records that the ring had no room for
/// @param crowded hits that were passed over because too many threads were in the program
/// @param undecided hits at which the condition could not be evaluated
/// @param passed hits that were passed over because there had been enough within the second
public record Counts(long hits, long lost, long crowded, long undecided, long passed) {
  static final int HITS = 0;
  static final int LOST = 8;
  static final int CROWDED = 16;
  static final int UNDECIDED = 24;
  static final int PASSED = 32;
  static final int BYTES = 40;

  public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  /// @param value of [EventProgram#COUNTS]
  public static Counts of(ByteBuffer value) {
    return new Counts(
        value.getLong(HITS),
        value.getLong(LOST),
        value.getLong(CROWDED),
        value.getLong(UNDECIDED),
        value.getLong(PASSED));
  }

  public Counts plus(Counts other) {
    return new Counts(
        hits + other.hits,
        lost + other.lost,
        crowded + other.crowded,
        undecided + other.undecided,
        passed + other.passed);
  }
}
