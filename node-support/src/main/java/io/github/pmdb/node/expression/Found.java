package io.github.pmdb.node.expression;

/// What a path leads to: a tagged value, or a number that lies in an array of numbers.
///
/// @param isNumber whether `number` is meant
public record Found(long value, boolean isNumber, double number) {
  static Found of(long value) {
    return new Found(value, false, 0);
  }

  static Found of(double number) {
    return new Found(0, true, number);
  }
}
