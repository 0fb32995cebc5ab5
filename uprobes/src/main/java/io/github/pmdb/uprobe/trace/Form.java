package io.github.pmdb.uprobe.trace;

/// How a trace tells what happens.
public enum Form {
  /// Each time a place is come by.
  HITS,
  /// Whole calls, where they return.
  CALLS,
  /// Calls where they are entered, and again where they return.
  TREE
}
