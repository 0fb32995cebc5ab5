package io.github.pmdb.node.expression;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.PatternSearch;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What stands behind an operator.
///
/// @param source as it was written
/// @param pattern of `~`
/// @param end behind it in the text
record Operand(String source, Content content, Optional<PatternSearch> pattern, int end) {
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
  private static final Pattern HEXADECIMAL = Pattern.compile("[-+]?0[xX][0-9a-fA-F]+");

  /// Reads one at the beginning of a text: a number, a string in quotes, a word, and behind `~` an
  /// expression in quotes, in slashes or as a word.
  static Operand read(String text, boolean pattern) {
    if (text.isEmpty()) {
      throw missing();
    }
    char first = text.charAt(0);
    if (first == '"' || first == '\'') {
      Literal.Text read = Literal.quoted(text, 0);
      return of(text, Content.of(read.text()), read.text(), pattern, read.end());
    }
    if (pattern && first == '/') {
      int close = close(text);
      return of(text, Content.of(""), text.substring(1, close), true, close + 1);
    }
    int end = 0;
    while (end < text.length() && isPartOfWord(text.charAt(end))) {
      end++;
    }
    if (end == 0) {
      throw missing();
    }
    String word = text.substring(0, end);
    return of(text, pattern ? Content.of(word) : content(word), word, pattern, end);
  }

  private static Operand of(
      String text, Content content, String expression, boolean pattern, int end) {
    return new Operand(
        text.substring(0, end),
        content,
        pattern ? Optional.of(search(expression)) : Optional.empty(),
        end);
  }

  private static PatternSearch search(String expression) {
    try {
      return new PatternSearch(Pattern.compile(expression));
    } catch (PatternSyntaxException e) {
      throw new UserError("not a regular expression: " + e.getDescription(), "", e);
    }
  }

  /// Where the slash is that closes an expression: none behind a backslash or in brackets.
  private static int close(String text) {
    boolean brackets = false;
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '/' && !brackets) {
        return i;
      } else if (c == '[' || c == ']') {
        brackets = c == '[';
      }
    }
    throw new UserError("a / is not closed", "type a second /");
  }

  private static Content content(String word) {
    return switch (word) {
      case "true", "false", "null", "undefined" -> Content.word(word);
      case "NaN", "Infinity", "+Infinity", "-Infinity" -> Content.of(Double.parseDouble(word));
      default -> number(word);
    };
  }

  private static Content number(String word) {
    boolean big = word.endsWith("n");
    String number = big ? word.substring(0, word.length() - 1) : word;
    if (HEXADECIMAL.matcher(number).matches()) {
      BigInteger value = new BigInteger(number.replaceFirst("0[xX]", ""), 16);
      return big ? Content.of(value) : Content.of(value.doubleValue());
    }
    if (big && number.matches("[-+]?\\d+")) {
      return Content.of(new BigInteger(number));
    }
    if (!big && DECIMAL.matcher(number).matches()) {
      return Content.of(Double.parseDouble(number));
    }
    throw new UserError(
        "'" + word + "' is no value", "write a number, a \"string\" in quotes, true or null");
  }

  private static boolean isPartOfWord(char c) {
    return !Character.isWhitespace(c) && c != '&';
  }

  private static UserError missing() {
    return new UserError(
        "a value is missing behind the operator", "write a number, a \"string\", true or null");
  }
}
