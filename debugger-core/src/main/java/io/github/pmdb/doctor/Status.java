package io.github.pmdb.doctor;

/// How well a thing serves.
public enum Status {
  GOOD,
  /// Something is lost; the finding tells what.
  WARNING,
  /// A part of pmdb does not work.
  BAD
}
