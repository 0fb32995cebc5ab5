package io.github.pmdb.stack;

import java.util.List;

/// Names of C++ functions as a line can hold them: where a name is long, arguments of templates and
/// types of parameters are left out. `JSON` has them in full.
final class ShortName {
  private static final int LONG = 100;

  /// Lists as short as this stay, since leaving them out gains nothing.
  private static final int SHORT_LIST = 12;

  private static final String ANONYMOUS = "(anonymous namespace)";
  private static final String OPERATOR = "operator";

  /// The operators whose names have characters of lists, the longest first.
  private static final List<String> SYMBOLS =
      List.of("<=>", "<<=", ">>=", "->*", "<<", ">>", "<=", ">=", "->", "()", "<", ">");

  private final String name;
  private final StringBuilder text = new StringBuilder();
  private int at;

  private ShortName(String name) {
    this.name = name;
  }

  static String of(String name) {
    return name.length() <= LONG ? name : new ShortName(name).shortened();
  }

  private String shortened() {
    while (at < name.length()) {
      if (name.startsWith(ANONYMOUS, at)) {
        copy(ANONYMOUS.length());
      } else if (isOperator()) {
        copy(OPERATOR.length() + symbols());
      } else if (name.charAt(at) == '<' || name.charAt(at) == '(') {
        list();
      } else {
        copy(1);
      }
    }
    return text.toString();
  }

  private void copy(int count) {
    text.append(name, at, at + count);
    at += count;
  }

  private boolean isOperator() {
    return name.startsWith(OPERATOR, at)
        && (at == 0 || !Character.isJavaIdentifierPart(name.charAt(at - 1)))
        && symbols() > 0;
  }

  /// How many characters behind `operator` are of its name.
  private int symbols() {
    int start = at + OPERATOR.length();
    return SYMBOLS.stream()
        .filter(symbol -> name.startsWith(symbol, start))
        .mapToInt(String::length)
        .findFirst()
        .orElse(0);
  }

  private void list() {
    int end = closing();
    if (end < 0 || end - at <= SHORT_LIST) {
      copy(end < 0 ? name.length() - at : end - at + 1);
    } else {
      text.append(name.charAt(at)).append('…').append(name.charAt(end));
      at = end + 1;
    }
  }

  /// Where the list that begins here ends, or -1.
  private int closing() {
    int depth = 0;
    for (int i = at; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '<' || c == '(') {
        depth++;
      } else if ((c == '>' && name.charAt(i - 1) != '-') || c == ')') {
        depth--;
      }
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }
}
