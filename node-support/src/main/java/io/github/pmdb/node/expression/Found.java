package io.github.pmdb.node.expression;

import java.util.Optional;

/// What a path leads to: a tagged value, a number that lies in an array of numbers or that V8 keeps
/// in another form, or a text that no string of the heap holds.
///
/// @param isNumber whether `number` is meant
/// @param text absent where that is not meant
public record Found(long value, boolean isNumber, double number, Optional<String> text) {
  static Found of(long value) {
    return new Found(value, false, 0, Optional.empty());
  }

  static Found of(double number) {
    return new Found(0, true, number, Optional.empty());
  }

  static Found of(String text) {
    return new Found(0, false, 0, Optional.of(text));
  }

  /// Whether it is a value of the heap.
  public boolean isValue() {
    return !isNumber && text.isEmpty();
  }
}
