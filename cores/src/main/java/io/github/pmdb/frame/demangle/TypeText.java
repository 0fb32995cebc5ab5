package io.github.pmdb.frame.demangle;

import java.util.List;
import java.util.stream.Collectors;

/// A type or name as C++ spells it: what stands before and after a declared name.
///
/// @param shape whether a pointer to it needs parentheses
/// @param pack elements of a parameter pack, for [Shape#PACK] only
record TypeText(String left, String right, Shape shape, List<TypeText> pack) {
  enum Shape {
    PLAIN,
    FUNCTION,
    ARRAY,
    PACK
  }

  static TypeText of(String text) {
    return new TypeText(text, "", Shape.PLAIN, List.of());
  }

  static TypeText shaped(String left, String right, Shape shape) {
    return new TypeText(left, right, shape, List.of());
  }

  static TypeText pack(List<TypeText> elements) {
    return new TypeText("", "", Shape.PACK, elements);
  }

  String text() {
    return shape == Shape.PACK ? join(pack) : left + right;
  }

  int length() {
    return left.length() + right.length();
  }

  /// A list separated by commas; empty packs leave nothing behind.
  static String join(List<TypeText> types) {
    return types.stream()
        .map(TypeText::text)
        .filter(t -> !t.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /// With `*`, `&`, `&&` or `Class::*`; references to references collapse.
  TypeText pointer(String mark) {
    if (mark.startsWith("&") && shape == Shape.PLAIN && left.endsWith("&")) {
      boolean both = mark.equals("&&") || !left.endsWith("&&");
      return both ? this : shaped(left.substring(0, left.length() - 1), right, shape);
    }
    return switch (shape) {
      case FUNCTION -> shaped(left + "(" + mark, ")" + right, Shape.PLAIN);
      case ARRAY -> shaped(left + " (" + mark, ")" + right, Shape.PLAIN);
      case PLAIN, PACK -> shaped(left + mark, right, Shape.PLAIN);
    };
  }

  TypeText qualified(String qualifiers) {
    if (shape == Shape.PLAIN && right.isEmpty() && left.endsWith(qualifiers)) {
      return this; // a template argument has brought them already
    }
    return shape == Shape.FUNCTION
        ? shaped(left, right + qualifiers, shape)
        : shaped(left + qualifiers, right, shape);
  }
}
