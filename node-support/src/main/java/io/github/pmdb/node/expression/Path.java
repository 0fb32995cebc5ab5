package io.github.pmdb.node.expression;

import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A way from an object to a value in it: `.headers["x-id"][3]`, `[[closure]].limit`.
public record Path(List<Step> steps) {
  private static final int MOST_STEPS = 1000;

  /// What V8 keeps beside properties and what is not one value, but several with names or numbers.
  private static final Set<String> SEVERAL = Set.of("closure", "arguments", "keys", "values");

  private static final String CLOSURE = "closure";

  /// @param internal whether it names what V8 keeps beside properties, as `inspect` prints it:
  ///   `[[target]]`, `[[closure]].limit`
  record Step(String name, boolean internal) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Reads a path that fills the text.
  ///
  /// @param text begins with `.` or `[`, or is empty
  /// @throws UserError that names the place that is wrong
  public static Path parse(String text) {
    Parser parser = new Parser(text);
    Path path = parser.path();
    if (parser.at < text.length()) {
      throw parser.wrong();
    }
    return path;
  }

  /// The way to what holds the last value.
  Path parent() {
    return new Path(steps.subList(0, Math.max(0, steps.size() - 1)));
  }

  /// A path with what follows it.
  record Begun(Path path, String rest) {}

  /// Reads a path that other things may follow; its first name needs no dot.
  static Begun begin(String text) {
    String whole =
        text.isEmpty() || text.charAt(0) == '.' || text.charAt(0) == '[' ? text : "." + text;
    Parser parser = new Parser(whole);
    Path path = parser.path();
    if (path.steps.isEmpty()) {
      throw parser.wrong();
    }
    return new Begun(path, whole.substring(parser.at));
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Path path() {
      List<Step> steps = new ArrayList<>();
      while (at < text.length() && steps.size() < MOST_STEPS) {
        if (text.startsWith("[[", at)) {
          steps.add(internal());
        } else if (isStep()) {
          steps.add(new Step(key(), false));
        } else {
          break;
        }
      }
      return new Path(List.copyOf(steps));
    }

    private boolean isStep() {
      return at < text.length() && (peek('.') || peek('['));
    }

    private String key() {
      return text.charAt(at++) == '.' ? name() : bracketed();
    }

    private Step internal() {
      int end = text.indexOf("]]", at);
      if (end < 0) {
        throw wrong();
      }
      String name = text.substring(at + 2, end);
      at = end + 2;
      String whole = "[[" + name + "]]";
      if (!SEVERAL.contains(name)) {
        return new Step(whole, true);
      }
      if (!isStep()) {
        throw new UserError(
            whole + " is not one value", "name the one that is meant: " + part(whole, name, "..."));
      }
      return new Step(part(whole, name, key()), true);
    }

    private static String part(String whole, String name, String key) {
      return name.equals(CLOSURE) ? whole + "." + key : "%s[%s]".formatted(whole, key);
    }

    private String name() {
      int start = at;
      while (at < text.length() && isPartOfName(text.charAt(at))) {
        at++;
      }
      if (start == at) {
        throw wrong();
      }
      return text.substring(start, at);
    }

    private static boolean isPartOfName(char c) {
      return Character.isJavaIdentifierPart(c) || c == '#';
    }

    private String bracketed() {
      String key = at < text.length() && (peek('"') || peek('\'')) ? quoted() : upToBracket();
      if (at >= text.length() || text.charAt(at) != ']') {
        throw wrong();
      }
      at++;
      return key;
    }

    private boolean peek(char c) {
      return text.charAt(at) == c;
    }

    private String upToBracket() {
      int end = text.indexOf(']', at);
      if (end <= at) {
        throw wrong();
      }
      String key = text.substring(at, end).strip();
      at = end;
      return key;
    }

    private String quoted() {
      Literal.Text read = Literal.quoted(text, at);
      at = read.end();
      return read.text();
    }

    UserError wrong() {
      return new UserError(
          "'%s' is not understood at character %d".formatted(text, at + 1),
          "a path is made of .name, [number], [\"name\"] and [[what inspect has in such brackets]]");
    }
  }
}
