package io.github.pmdb.interpreter;

/// Bounds on what is read from a target that may be hostile.
///
/// @param frames most frames of one stack
/// @param depth most levels of nested containers
/// @param items most items shown of one container
/// @param bytes most bytes of text for one value
public record Limits(int frames, int depth, int items, int bytes) {
  public static final Limits DEFAULT = new Limits(10_000, 6, 64, 2_048);
}
