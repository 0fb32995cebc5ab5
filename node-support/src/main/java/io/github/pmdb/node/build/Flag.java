package io.github.pmdb.node.build;

/// A flag of V8, without the dashes before it.
///
/// @param value as it is set
/// @param otherwise what it is unless something sets it
/// @param meaning in V8's words
public record Flag(String name, String value, String otherwise, String meaning) {
  /// Whether something has set it to another value.
  public boolean isChanged() {
    return !value.equals(otherwise);
  }
}
