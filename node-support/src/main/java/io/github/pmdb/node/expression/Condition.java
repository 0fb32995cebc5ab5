package io.github.pmdb.node.expression;

import io.github.pmdb.node.value.Describer;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/// What is asked of objects: `state == "open" && total > 100`, `user.name ~ /^A/`, or a path alone,
/// which asks whether there is such a value.
public final class Condition {
  private static final List<String> OPERATORS =
      List.of("===", "!==", "==", "!=", "<=", ">=", "<", ">", "~");

  private final List<Term> terms;

  private Condition(List<Term> terms) {
    this.terms = terms;
  }

  /// @throws UserError that names the place that is wrong
  public static Condition parse(String text) {
    List<Term> terms = new ArrayList<>();
    String rest = text.strip();
    while (true) {
      Path.Begun begun = Path.begin(rest);
      String source = rest.substring(0, rest.length() - begun.rest().length());
      rest = begun.rest().strip();
      String after = rest;
      String operator = OPERATORS.stream().filter(after::startsWith).findFirst().orElse("");
      Optional<Operand> operand = Optional.empty();
      if (!operator.isEmpty()) {
        String tail = rest.substring(operator.length()).strip();
        Operand read = Operand.read(tail, operator.equals("~"));
        operand = Optional.of(read);
        rest = tail.substring(read.end()).strip();
      }
      terms.add(new Term(source, begun.path(), operator, operand));
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

  /// Whether objects, tagged, are as asked for; one that can not be read is not.
  public LongPredicate on(Describer describer) {
    Walk walk = new Walk(describer);
    return object -> terms.stream().allMatch(term -> term.test(walk, describer.reader(), object));
  }

  /// Why it could not be told of some of the objects that were asked for.
  public List<Problem> problems() {
    return terms.stream().flatMap(term -> term.problems().stream()).toList();
  }
}
