package io.github.pmdb.node.expression;

import io.github.pmdb.snapshot.UserError;

/// Strings as they are written in an expression.
final class Literal {
  private Literal() {}

  /// @param end behind the closing quote
  record Text(String text, int end) {}

  /// Reads a string whose opening quote is at `start`.
  static Text quoted(String source, int start) {
    char quote = source.charAt(start);
    StringBuilder text = new StringBuilder();
    int at = start + 1;
    while (at < source.length() && source.charAt(at) != quote) {
      char c = source.charAt(at++);
      if (c == '\\' && at < source.length()) {
        c = unescaped(source.charAt(at++));
      }
      text.append(c);
    }
    if (at >= source.length()) {
      throw new UserError("a " + quote + " is not closed", "type a second " + quote);
    }
    return new Text(text.toString(), at + 1);
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> c;
    };
  }
}
