package io.github.pmdb.node.expression;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.object.Oddball;
import io.github.pmdb.node.object.Strings;
import io.github.pmdb.node.value.Describer;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import io.github.pmdb.thread.PatternSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What is asked of objects: `state == "open" && total > 100`, `user.name ~ "^A"`, or a path alone,
/// which asks whether there is such a value.
public final class Condition {
  private static final List<String> OPERATORS =
      List.of("===", "!==", "==", "!=", "<=", ">=", "<", ">", "~");

  private static final int LONGEST_STRING = 1 << 16;

  private final List<Term> terms;
  private long undecided;

  /// @param operator empty for a path alone
  /// @param operand as [#key] spells values
  private record Term(
      Path path, String operator, String operand, Optional<PatternSearch> pattern) {}

  private Condition(List<Term> terms) {
    this.terms = terms;
  }

  /// @throws UserError that names the place that is wrong
  public static Condition parse(String text) {
    List<Term> terms = new ArrayList<>();
    String rest = text.strip();
    while (true) {
      Path.Begun begun = Path.begin(rest);
      rest = begun.rest().strip();
      String after = rest;
      String operator = OPERATORS.stream().filter(after::startsWith).findFirst().orElse("");
      String operand = "";
      if (!operator.isEmpty()) {
        Literal.Text read = operand(rest.substring(operator.length()).strip());
        String tail = rest.substring(operator.length()).strip();
        operand = read.text();
        rest = tail.substring(read.end()).strip();
      }
      terms.add(new Term(begun.path(), operator, operand, pattern(operator, operand)));
      if (rest.isEmpty()) {
        return new Condition(List.copyOf(terms));
      }
      if (!rest.startsWith("&&")) {
        throw new UserError(
            "'" + rest + "' is not understood", "conditions are joined by &&: a == 1 && b > 2");
      }
      rest = rest.substring(2).strip();
    }
  }

  private static Optional<PatternSearch> pattern(String operator, String operand) {
    if (!operator.equals("~")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new PatternSearch(Pattern.compile(operand.substring(1))));
    } catch (PatternSyntaxException e) {
      throw new UserError("not a regular expression: " + e.getDescription(), "", e);
    }
  }

  /// A string begins with a quote, everything else is a word.
  private static Literal.Text operand(String text) {
    if (!text.isEmpty() && (text.charAt(0) == '"' || text.charAt(0) == '\'')) {
      Literal.Text read = Literal.quoted(text, 0);
      return new Literal.Text("\"" + read.text(), read.end());
    }
    int end = 0;
    while (end < text.length() && isPartOfWord(text.charAt(end))) {
      end++;
    }
    if (end == 0) {
      throw new UserError(
          "a value is missing behind the operator", "write a number, a \"string\", true or null");
    }
    return new Literal.Text(text.substring(0, end), end);
  }

  private static boolean isPartOfWord(char c) {
    return !Character.isWhitespace(c) && c != '&';
  }

  /// Whether an object is as asked for; one that can not be read is not.
  ///
  /// @param object tagged
  public boolean test(Describer describer, long object) {
    Walk walk = new Walk(describer);
    try {
      for (Term term : terms) {
        Optional<Found> found = walk.tryFollow(object, term.path);
        if (found.isEmpty() || !holds(term, found.get(), describer.reader())) {
          return false;
        }
      }
      return true;
    } catch (MemoryFault | UserError _) {
      Cancellation.check();
      // Damaged on the way, or only code could tell.
      return false;
    }
  }

  /// Of how many objects it could not be told, since a regular expression goes too deep or takes
  /// too long.
  public long undecided() {
    return undecided;
  }

  private boolean holds(Term term, Found found, HeapReader reader) {
    double number = found.isNumber() ? found.number() : reader.number(found.value());
    String text = text(found, reader);
    return switch (term.operator) {
      case "" -> true;
      case "==", "===" -> equal(term.operand, number, text);
      case "!=", "!==" -> !equal(term.operand, number, text);
      case "~" ->
          term.pattern
              .filter(p -> isFound(p, text.substring(Math.min(1, text.length()))))
              .isPresent();
      default -> compare(term, number, text);
    };
  }

  private boolean isFound(PatternSearch pattern, String text) {
    PatternSearch.Outcome outcome = pattern.of(text);
    undecided += outcome == PatternSearch.Outcome.UNDECIDED ? 1 : 0;
    return outcome == PatternSearch.Outcome.FOUND;
  }

  private static boolean equal(String operand, double number, String text) {
    boolean asText = operand.startsWith("\"") || Double.isNaN(number);
    return asText ? operand.equals(text) : number == parsed(operand);
  }

  private static boolean compare(Term term, double number, String text) {
    int order;
    if (term.operand.startsWith("\"")) {
      if (!text.startsWith("\"")) {
        return false;
      }
      order = text.compareTo(term.operand);
    } else {
      double wanted = parsed(term.operand);
      if (Double.isNaN(number) || Double.isNaN(wanted)) {
        return false;
      }
      order = Double.compare(number, wanted);
    }
    return switch (term.operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static double parsed(String operand) {
    try {
      return operand.startsWith("0x") ? Long.decode(operand) : Double.parseDouble(operand);
    } catch (NumberFormatException _) {
      // Not a number, so equal to none.
      return Double.NaN;
    }
  }

  /// A string behind a quote; true, false, null, undefined as they are; else empty.
  private static String text(Found found, HeapReader reader) {
    if (found.isNumber()) {
      return "";
    }
    if (reader.isString(reader.type(found.value()))) {
      return "\"" + new Strings(reader).read(found.value(), LONGEST_STRING).text();
    }
    Oddball oddball = reader.oddball(found.value());
    return oddball == Oddball.NONE ? "" : oddball.text();
  }
}
