package io.github.pmdb.uprobe.compile;

import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A word of an expression.
record Token(Kind kind, String text) {
  private static final Pattern NEXT =
      Pattern.compile(
          "\\s*(?:(?<character>[LuU]?'(?:[^'\\\\]|\\\\.[^']*)')(?!::)"
              + "|(?<name>[A-Za-z_][A-Za-z_0-9]*)|(?<variable>\\$\\w+)"
              + "|(?<number>(?:\\d|\\.\\d)(?:[eEpP][+-]|[\\w.])*)"
              + "|(?<file>'[^']+')|(?<string>\"(?:[^\"\\\\]|\\\\.)*\")"
              + "|(?<sign>->|\\+\\+|--|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\\|\\||::|[-+*/%&|^]=|[^\\s]))");

  enum Kind {
    NAME,
    VARIABLE,
    NUMBER,
    CHARACTER,
    /// The name of a file, quoted, in front of `::`.
    FILE,
    STRING,
    SIGN,
    END
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  static List<Token> of(String expression) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = NEXT.matcher(expression);
    int at = 0;
    while (matcher.region(at, expression.length()).lookingAt()) {
      tokens.add(token(matcher));
      at = matcher.end();
    }
    tokens.add(new Token(Kind.END, ""));
    return tokens;
  }

  private static Token token(Matcher matcher) {
    for (Kind kind :
        List.of(Kind.NAME, Kind.VARIABLE, Kind.NUMBER, Kind.CHARACTER, Kind.FILE, Kind.STRING)) {
      String text = matcher.group(kind.name().toLowerCase(Locale.ROOT));
      if (text != null) {
        return new Token(kind, text);
      }
    }
    return new Token(Kind.SIGN, matcher.group("sign"));
  }

  /// The value of a character literal. A plain one is a `char`, which has a sign on x86-64.
  static int character(String literal) {
    boolean plain = literal.startsWith("'");
    String inside = literal.substring(literal.indexOf('\'') + 1, literal.length() - 1);
    int value =
        inside.startsWith("\\") ? escaped(literal, inside.substring(1)) : inside.codePointAt(0);
    if (plain && value > (inside.startsWith("\\") ? 0xff : 0x7f)) {
      throw new UserError(
          literal + " is more than one char", "Write the bytes one by one: '\\303'.");
    }
    return plain ? (byte) value : value;
  }

  private static int escaped(String literal, String escape) {
    if (escape.matches("[0-7]{1,3}")) {
      return Integer.parseInt(escape, 8);
    }
    if (escape.matches("x[0-9a-fA-F]{1,4}")) {
      return Integer.parseInt(escape.substring(1), 16);
    }
    return switch (escape) {
      case "n" -> '\n';
      case "t" -> '\t';
      case "r" -> '\r';
      case "a" -> 7;
      case "b" -> '\b';
      case "f" -> '\f';
      case "v" -> 11;
      case "e" -> 27;
      case "\\", "'", "\"", "?" -> escape.charAt(0);
      default -> throw new UserError("no character is written " + literal, "");
    };
  }
}
