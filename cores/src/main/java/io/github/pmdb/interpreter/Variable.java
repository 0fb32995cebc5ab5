package io.github.pmdb.interpreter;

/// A named value.
///
/// @param scope where the name was found
public record Variable(String name, Scope scope, Value value) {
  public enum Scope {
    ARGUMENT,
    LOCAL,
    CELL,
    FREE,
    GLOBAL,
    BUILTIN
  }
}
