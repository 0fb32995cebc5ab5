package io.github.pmdb.uprobe.compile;

import io.github.pmdb.uprobe.compile.Token.Kind;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// Finds out where types stand among the tokens of an expression.
final class TypeWords {
  private static final Set<String> WORDS =
      Set.of(
          "struct",
          "union",
          "enum",
          "class",
          "const",
          "volatile",
          "signed",
          "unsigned",
          "char",
          "short",
          "int",
          "long",
          "float",
          "double",
          "void",
          "_Bool",
          "bool");

  private static final Set<String> BETWEEN = Set.of("::", "*", "&", ",");

  /// Always ends with an [Kind#END].
  private final List<Token> tokens;

  TypeWords(List<Token> tokens) {
    this.tokens = tokens;
  }

  /// The place of the bracket that closes, where the brackets at a place are around a type: they
  /// hold a word that only types have, or end with `*` or `&`, or something stands behind them that
  /// an operand cannot follow.
  OptionalInt cast(int open) {
    OptionalInt close = within(open, "(", ")");
    if (close.isEmpty()) {
      return close;
    }
    int end = close.getAsInt();
    Token behind = tokens.get(end + 1);
    boolean type =
        isType(open, end)
            || !(behind.is(Kind.SIGN) || behind.is(Kind.END))
            || behind.text().equals("(");
    return type ? close : OptionalInt.empty();
  }

  /// The same whatever stands behind.
  OptionalInt bracketed(int open) {
    OptionalInt close = within(open, "(", ")");
    return close.isPresent() && isType(open, close.getAsInt()) ? close : OptionalInt.empty();
  }

  private boolean isType(int open, int close) {
    Token last = tokens.get(close - 1);
    return tokens.subList(open, close).stream().anyMatch(token -> WORDS.contains(token.text()))
        || isSign(last, "*")
        || isSign(last, "&");
  }

  /// The place of what closes, where there is nothing but a type behind what opens.
  OptionalInt within(int open, String opening, String closing) {
    if (!isSign(tokens.get(open), opening)) {
      return OptionalInt.empty();
    }
    int at = open + 1;
    while (tokens.get(at).is(Kind.NAME)
        || isSign(tokens.get(at), "*")
        || isSign(tokens.get(at), "&")
        || isSign(tokens.get(at), "::")) {
      OptionalInt arguments = arguments(at + 1);
      at = arguments.isPresent() ? arguments.getAsInt() + 1 : at + 1;
    }
    int end = at > open + 1 ? behindArray(at) : at;
    return at > open + 1 && isSign(tokens.get(end), closing)
        ? OptionalInt.of(end)
        : OptionalInt.empty();
  }

  /// Behind `[N]` or `(*)[N]`, where one stands at a place.
  private int behindArray(int start) {
    int at = start;
    if (isSign(tokens.get(at), "(") && isSign(tokens.get(at + 1), "*")) {
      while (isSign(tokens.get(at + 1), "*")) {
        at++;
      }
      if (!isSign(tokens.get(at + 1), ")")) {
        return start;
      }
      at += 2;
    }
    int sizes = at;
    while (isSign(tokens.get(at), "[")
        && tokens.get(at + 1).is(Kind.NUMBER)
        && isSign(tokens.get(at + 2), "]")) {
      at += 3;
    }
    return at > sizes ? at : start;
  }

  /// The place of the last `>` of a template's arguments that begin at a place.
  OptionalInt arguments(int open) {
    if (open >= tokens.size() || !isSign(tokens.get(open), "<")) {
      return OptionalInt.empty();
    }
    int depth = 0;
    for (int at = open; at < tokens.size(); at++) {
      Token token = tokens.get(at);
      if (isSign(token, "<")) {
        depth++;
      } else if (isSign(token, ">") || isSign(token, ">>")) {
        depth -= token.text().length();
      } else if (!isArgument(token)) {
        return OptionalInt.empty();
      }
      if (depth <= 0) {
        return depth == 0 ? OptionalInt.of(at) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isArgument(Token token) {
    return token.is(Kind.NAME)
        || token.is(Kind.NUMBER)
        || (token.is(Kind.SIGN) && BETWEEN.contains(token.text()));
  }

  /// The place of the bracket that closes the one at a place.
  OptionalInt closing(int open) {
    int depth = 0;
    for (int at = open; at < tokens.size(); at++) {
      depth += isSign(tokens.get(at), "(") ? 1 : isSign(tokens.get(at), ")") ? -1 : 0;
      if (depth == 0) {
        return OptionalInt.of(at);
      }
    }
    return OptionalInt.empty();
  }

  /// Tokens as they are, both ends among them.
  String text(int first, int last) {
    StringBuilder out = new StringBuilder();
    boolean word = false;
    for (Token token : tokens.subList(first, last + 1)) {
      boolean isWord = token.is(Kind.NAME) || token.is(Kind.NUMBER);
      out.append(word && isWord ? " " : "").append(token.text());
      word = isWord;
    }
    return out.toString();
  }

  private static boolean isSign(Token token, String text) {
    return token.is(Kind.SIGN) && token.text().equals(text);
  }
}
