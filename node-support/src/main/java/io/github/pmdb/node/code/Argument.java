package io.github.pmdb.node.code;

/// What a function was called with.
public sealed interface Argument {
  /// @param tagged as it stands on the stack or among the constants of the code
  record Value(long tagged) implements Argument {}

  /// A number that the compiler keeps without a tag.
  record Untagged(double number) implements Argument {}

  /// @param shown a truth value that is kept without a tag, or why there is no value
  record Text(String shown) implements Argument {}
}
