package io.github.pmdb.breakin;

import java.util.List;

/// A place in Python code at which the process stops.
///
/// @param number as pmdb counts them
/// @param where which code is meant
/// @param condition in Python, of the frame's names; empty for none
/// @param places where code of it was when it was set, some of them
/// @param count how many places there were
/// @param hits how often the process has stopped there
public record PythonBreakpoint(
    int number, Where where, String condition, List<Place> places, int count, int hits) {

  /// Which code is meant.
  public sealed interface Where {
    /// @param file its path, or the end of it
    record Line(String file, int line) implements Where {}

    /// @param name a function's own name, with as much before it as is to be told apart: classes,
    ///   the module
    record Function(String name) implements Where {}
  }

  /// @param function its qualified name
  public record Place(String file, int line, String function) {}

  PythonBreakpoint hit() {
    return new PythonBreakpoint(number, where, condition, places, count, hits + 1);
  }

  /// As it is typed, without the condition.
  public String spelled() {
    return switch (where) {
      case Where.Line(String file, int line) -> file + ":" + line;
      case Where.Function(String name) -> name;
    };
  }
}
