package io.github.pmdb.uprobe.event;

import java.nio.ByteBuffer;

/// What a program counted.
///
/// @param hits how often the place was come by, whatever the condition
/// @param lost records that the ring had no room for
/// @param crowded hits that were passed over because too many threads were in the program
/// @param undecided hits at which the condition could not be evaluated
public record Counts(long hits, long lost, long crowded, long undecided) {
  static final int HITS = 0;
  static final int LOST = 8;
  static final int CROWDED = 16;
  static final int UNDECIDED = 24;
  static final int BYTES = 32;

  /// @param value of [EventProgram#COUNTS]
  public static Counts of(ByteBuffer value) {
    return new Counts(
        value.getLong(HITS), value.getLong(LOST), value.getLong(CROWDED), value.getLong(UNDECIDED));
  }

  public Counts plus(Counts other) {
    return new Counts(
        hits + other.hits, lost + other.lost, crowded + other.crowded, undecided + other.undecided);
  }
}
