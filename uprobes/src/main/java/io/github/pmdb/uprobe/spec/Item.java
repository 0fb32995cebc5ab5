package io.github.pmdb.uprobe.spec;

/// Something to be printed at each hit.
public sealed interface Item {
  /// An expression of the program's language; `$arg1`, `$arg2`, … and `$retval` may be in it.
  record Expression(Part part) implements Item {}

  /// Words that are printed as they are.
  ///
  /// @param words without their quotes
  record Text(String words) implements Item {}

  /// The callers.
  ///
  /// @param frames how many at most
  /// @param byPointers whether frame pointers are followed, which costs less
  record Backtrace(int frames, boolean byPointers) implements Item {}

  /// Frames of a script that the thread runs, in the words of its language.
  ///
  /// @param part as it was written
  /// @param language as interpreters name it
  /// @param frames how many at most
  record Script(Part part, String language, int frames) implements Item {}

  /// The variables of the function that are known at the place.
  record Locals(Part part) implements Item {}

  /// What the function returned, if it returns something.
  record Result() implements Item {}

  /// The parameters of the function.
  record Arguments(Part part) implements Item {}
}
