package io.github.pmdb.uprobe.agent;

import java.util.List;

/// What evaluating an expression came to. Errors belong to a value; others are not touched by them.
public sealed interface Outcome {
  /// @param value the number on top of the stack at the end, 0 where none was left
  /// @param copies of memory, in the order of the operations that took them; strings without NUL
  record Value(long value, List<byte[]> copies) implements Outcome {}

  record DividedByZero() implements Outcome {}

  /// @param address that was read from, or from which on
  record Unreadable(long address) implements Outcome {}
}
