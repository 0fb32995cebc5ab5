package io.github.pmdb.uprobe.spec;

/// Something to be printed at each hit.
public sealed interface Item {
  /// An expression of the program's language; `$arg1`, `$arg2`, … and `$retval` may be in it.
  record Expression(Part part) implements Item {}

  /// The callers.
  ///
  /// @param frames how many at most
  record Backtrace(int frames) implements Item {}

  /// The variables of the function that are known at the place.
  record Locals(Part part) implements Item {}

  /// The parameters of the function.
  record Arguments(Part part) implements Item {}
}
