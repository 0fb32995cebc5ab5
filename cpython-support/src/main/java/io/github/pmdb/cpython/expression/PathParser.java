package io.github.pmdb.cpython.expression;

import io.github.pmdb.snapshot.UserError;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `name.attribute[1]["key"]`.
final class PathParser {
  private static final int MAX_STEPS = 1_000;
  private static final int MAX_NESTING = 20;

  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{Nl}_][\\p{L}\\p{Nl}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}]*");
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(?:0[xX][0-9a-fA-F][0-9a-fA-F_]*|[0-9][0-9_]*(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)");

  private final String text;
  private int at;

  private PathParser(String text) {
    this.text = text;
  }

  /// @throws UserError when the text is no path, with the column
  static Path parse(String text) {
    PathParser parser = new PathParser(text);
    parser.blanks();
    String name = parser.name();
    List<Path.Step> steps = new ArrayList<>();
    parser.blanks();
    while (parser.at < text.length()) {
      if (steps.size() == MAX_STEPS) {
        throw new UserError(
            "an expression has at most %d attributes and keys".formatted(MAX_STEPS),
            "print what the first of them lead to: each object has an address");
      }
      steps.add(parser.step());
      parser.blanks();
    }
    return new Path(name, List.copyOf(steps));
  }

  private Path.Step step() {
    int start = at;
    if (accept('.')) {
      blanks();
      String name = name();
      return new Path.Attribute(name, text.substring(start, at));
    }
    if (accept('[')) {
      Key key = keys(']', 0);
      return new Path.Item(key, text.substring(start, at));
    }
    throw wrong(".attribute or [key]");
  }

  /// One key, or several with commas, up to the closing bracket.
  private Key keys(char close, int nesting) {
    List<Key> keys = new ArrayList<>();
    boolean comma = false;
    blanks();
    while (!accept(close)) {
      keys.add(key(nesting));
      blanks();
      boolean more = accept(',');
      comma |= more;
      blanks();
      if (!more && !peek(close)) {
        throw wrong("a " + close);
      }
    }
    boolean tuple = comma || (keys.isEmpty() && close == ')');
    if (keys.isEmpty() && !tuple) {
      throw wrong("an index or a key");
    }
    return tuple ? new Key.Several(List.copyOf(keys)) : keys.getFirst();
  }

  private Key key(int nesting) {
    if (nesting > MAX_NESTING) {
      throw wrong("a key with fewer brackets");
    }
    if (accept('(')) {
      return keys(')', nesting + 1);
    }
    if (peek('\'') || peek('"')) {
      return new Key.Text(quoted());
    }
    if (at + 1 < text.length() && "bB".indexOf(text.charAt(at)) >= 0) {
      char next = text.charAt(at + 1);
      if (next == '\'' || next == '"') {
        at++;
        return new Key.Raw(quoted());
      }
    }
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (number.lookingAt()) {
      at = number.end();
      return number(number.group().replace("_", ""));
    }
    return constant();
  }

  private static Key number(String digits) {
    String lower = digits.toLowerCase(Locale.ROOT);
    if (lower.contains("0x")) {
      return new Key.Whole(new BigInteger(lower.replace("0x", ""), 16));
    }
    return lower.contains(".") || lower.contains("e")
        ? new Key.Real(Double.parseDouble(lower))
        : new Key.Whole(new BigInteger(lower));
  }

  private Key constant() {
    int start = at;
    Matcher name = NAME.matcher(text).region(at, text.length());
    String word = name.lookingAt() ? name.group() : "";
    at += word.length();
    return switch (word) {
      case "None" -> new Key.Nothing();
      case "True" -> new Key.Whole(BigInteger.ONE);
      case "False" -> new Key.Whole(BigInteger.ZERO);
      default -> {
        at = start;
        throw wrong("an index or a key written out: 1, -1, \"text\", b\"bytes\", (1, 2), None");
      }
    };
  }

  private String quoted() {
    char quote = text.charAt(at++);
    StringBuilder content = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        escape(content);
      } else {
        content.append(c);
      }
    }
    if (!accept(quote)) {
      throw wrong("a closing " + quote);
    }
    return content.toString();
  }

  private void escape(StringBuilder content) {
    char c = text.charAt(at++);
    switch (c) {
      case 'n' -> content.append('\n');
      case 't' -> content.append('\t');
      case 'r' -> content.append('\r');
      case 'x' -> hex(2, content);
      case 'u' -> hex(4, content);
      case 'U' -> hex(8, content);
      case '0' -> content.append('\0');
      case '\\', '\'', '"' -> content.append(c);
      default -> content.append('\\').append(c);
    }
  }

  private void hex(int digits, StringBuilder content) {
    int end = Math.min(at + digits, text.length());
    String hex = text.substring(at, end);
    if (!hex.matches("[0-9a-fA-F]{" + digits + "}")
        || !Character.isValidCodePoint(Integer.parseUnsignedInt(hex, 16))) {
      throw wrong(digits + " hexadecimal digits of a character");
    }
    content.appendCodePoint(Integer.parseUnsignedInt(hex, 16));
    at = end;
  }

  private String name() {
    Matcher name = NAME.matcher(text).region(at, text.length());
    if (!name.lookingAt()) {
      throw wrong("a name");
    }
    at = name.end();
    return name.group();
  }

  private boolean peek(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private boolean accept(char c) {
    boolean there = peek(c);
    at += there ? 1 : 0;
    return there;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private UserError wrong(String wanted) {
    String where = at < text.length() ? "before `" + text.substring(at) + "`" : "at the end";
    return new UserError(
        "`%s`: %s is wanted %s".formatted(text, wanted, where),
        "an expression is a name and then .attribute, [index] or [\"key\"], as in `a.b[1][\"k\"]`;"
            + " nothing is called or computed");
  }
}
