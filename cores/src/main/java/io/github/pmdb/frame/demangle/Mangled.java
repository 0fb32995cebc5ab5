package io.github.pmdb.frame.demangle;

import java.util.ArrayList;
import java.util.List;

/// A mangled name while it is parsed: where the parser is, what later parts may refer back to, and
/// whether it gave up. Giving up moves to the end, so that every loop ends.
final class Mangled {
  private static final int MAX_DEPTH = 96;

  /// Names can refer back to parts of themselves and so grow without bound.
  static final int MAX_LENGTH = 16_384;

  private final String text;
  private int position;
  private int depth;
  private boolean failed;

  final List<TypeText> substitutions = new ArrayList<>();
  List<TypeText> templateArguments = List.of();

  /// Which element of a pack is wanted while an expansion is parsed; -1 outside of one.
  int packIndex = -1;

  /// Length of the pack met while an expansion was parsed; -1 if none was.
  int packLength = -1;

  Mangled(String text) {
    this.text = text;
  }

  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return position + ahead < text.length() ? text.charAt(position + ahead) : 0;
  }

  char next() {
    char c = peek();
    if (c == 0) {
      fail();
    } else {
      position++;
    }
    return c;
  }

  boolean take(String expected) {
    if (text.startsWith(expected, position)) {
      position += expected.length();
      return true;
    }
    return false;
  }

  void expect(String expected) {
    if (!take(expected)) {
      fail();
    }
  }

  /// Whether a list that `E` ends goes on.
  boolean more() {
    return !failed && peek() != 'E' && peek() != 0;
  }

  /// A decimal number; 0 without digits.
  int number() {
    long value = 0;
    while (Character.isDigit(peek()) && value < MAX_LENGTH) {
      value = value * 10 + (next() - '0');
    }
    return (int) value;
  }

  /// `_` is 0, `0_` 1, `1_` 2: with `base` 36 for substitutions, 10 for parameters.
  int sequence(int base) {
    if (take("_")) {
      return 0;
    }
    long value = 0;
    while (!failed && peek() != '_') {
      int digit = Character.digit(next(), base);
      value = value * base + digit;
      if (digit < 0 || value > MAX_LENGTH) {
        fail();
      }
    }
    expect("_");
    return (int) value + 1;
  }

  String characters(int length) {
    if (length > text.length() - position) {
      fail();
      return "";
    }
    position += length;
    return text.substring(position - length, position);
  }

  int position() {
    return position;
  }

  void position(int to) {
    position = to;
  }

  /// Enters one level of nesting; leave it with [#leave].
  boolean enter() {
    if (++depth > MAX_DEPTH) {
      fail();
    }
    return !failed;
  }

  void leave() {
    depth--;
  }

  TypeText remember(TypeText part) {
    if (part.length() > MAX_LENGTH) {
      fail();
    }
    substitutions.add(part);
    return part;
  }

  TypeText fail() {
    failed = true;
    position = text.length();
    return TypeText.of("");
  }

  boolean failed() {
    return failed;
  }
}
