package io.github.pmdb.frame;

/// How sure a frame is.
public enum Certainty {
  SURE,
  /// Found by a heuristic (frame pointer, stack scan, a guess at a half-built frame).
  GUESSED,
  /// A frame is there, its content could not be read.
  UNREADABLE
}
