package io.github.pmdb.node.heapdiff;

import java.util.List;

/// Objects that are counted together.
///
/// @param name of the constructor; in parentheses what V8 has for itself, and `(string)`
/// @param properties of the shape
public record ObjectKind(String name, List<String> properties) {
  static final String STRING = "(string)";
  static final String FUNCTION = "Function";

  ObjectKind withoutShape() {
    return new ObjectKind(name, List.of());
  }

  /// Whether programs know nothing of such objects.
  boolean isInternal() {
    return name.startsWith("(") && !name.equals(STRING);
  }
}
