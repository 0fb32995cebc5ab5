package io.github.pmdb.node.expression;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.expression.Content.Kind;
import io.github.pmdb.node.expression.Content.Order;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import io.github.pmdb.thread.PatternSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One comparison of a condition, and why it could not be made of some objects.
final class Term {
  private final String source;
  private final Path path;
  private final String operator;
  private final Optional<Operand> operand;

  private long asked;
  private long held;
  private long absent;
  private long accessors;
  private long unreadable;
  private long unknown;
  private String reason = "";
  private long undecided;
  private long incomparable;
  private Kind kind = Kind.OTHER;

  /// @param source the path as it was written
  /// @param operator empty for a path alone
  Term(String source, Path path, String operator, Optional<Operand> operand) {
    this.source = source;
    this.path = path;
    this.operator = operator;
    this.operand = operand;
  }

  /// Whether it holds for an object; of what can not be told it does not.
  boolean test(Walk walk, HeapReader reader, long object) {
    asked++;
    boolean holds = false;
    try {
      Optional<Found> found = walk.tryFollow(object, path);
      boolean accessor = found.filter(Found::isAccessor).isPresent();
      accessors += accessor ? 1 : 0;
      absent += found.isEmpty() ? 1 : 0;
      holds = !accessor && holds(walk, reader, object, found);
    } catch (MemoryFault _) {
      Cancellation.check();
      unreadable++;
    } catch (UserError e) {
      Cancellation.check();
      reason = unknown == 0 ? String.valueOf(e.getMessage()) : reason;
      unknown++;
    }
    held += holds ? 1 : 0;
    return holds;
  }

  private boolean holds(Walk walk, HeapReader reader, long object, Optional<Found> found) {
    return operand.isEmpty()
        ? found.isPresent()
        : content(walk, reader, object, found).filter(this::holds).isPresent();
  }

  /// A property that is not there is undefined, in what is not itself null or undefined.
  private Optional<Content> content(
      Walk walk, HeapReader reader, long object, Optional<Found> found) {
    return found.isPresent()
        ? found.map(f -> Content.of(f, reader))
        : walk.tryFollow(object, path.parent())
            .filter(parent -> !parent.isAccessor() && !Content.of(parent, reader).isNothing())
            .map(_ -> Content.undefined());
  }

  private boolean holds(Content content) {
    Operand wanted = operand.orElseThrow();
    if (wanted.pattern().isPresent()) {
      return isFound(wanted.pattern().get(), content);
    }
    Order order = content.order(wanted.content());
    boolean unlike = order == Order.OF_DIFFERENT_KINDS;
    if (unlike) {
      meetIncomparable(content);
    }
    return switch (operator) {
      case "==" -> content.isLike(wanted.content());
      case "===" -> content.isSame(wanted.content());
      case "!=" -> !content.isLike(wanted.content());
      case "!==" -> !content.isSame(wanted.content());
      case "<" -> order == Order.LESS;
      case "<=" -> order == Order.LESS || order == Order.EQUAL;
      case ">" -> order == Order.GREATER;
      default -> order == Order.GREATER || order == Order.EQUAL;
    };
  }

  private boolean isFound(PatternSearch pattern, Content content) {
    if (content.kind() != Kind.STRING) {
      if (!content.isNothing()) {
        meetIncomparable(content);
      }
      return false;
    }
    PatternSearch.Outcome outcome = pattern.of(content.text());
    undecided += outcome == PatternSearch.Outcome.UNDECIDED ? 1 : 0;
    return outcome == PatternSearch.Outcome.FOUND;
  }

  private void meetIncomparable(Content content) {
    kind = incomparable == 0 ? content.kind() : kind;
    incomparable++;
  }

  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (absent > 0 && absent == asked) {
      problems.add(
          new Problem(
              "none of %d objects has '%s'".formatted(asked, source),
              "`findjsobjects -d NAME` lists the properties that objects have"));
    }
    if (accessors > 0) {
      problems.add(
          new Problem(
              "of %d objects '%s' could not be told: an accessor is there, only its function could tell the value"
                  .formatted(accessors, source),
              "`inspect` shows what the objects hold themselves"));
    }
    if (unknown > 0) {
      problems.add(
          new Problem("of %d objects it could not be told: %s".formatted(unknown, reason)));
    }
    if (incomparable > 0 && (held == 0 || !isEquality())) {
      problems.add(
          new Problem(
              "of %d objects '%s' could not be compared with %s: it is %s there"
                  .formatted(incomparable, source, operand.orElseThrow().source(), kind),
              ""));
    }
    if (unreadable > 0) {
      problems.add(new Problem("of %d objects '%s' can not be read".formatted(unreadable, source)));
    }
    if (undecided > 0) {
      problems.add(
          new Problem(
              "of %d objects it could not be told: the regular expression goes too deep or takes too long there"
                  .formatted(undecided),
              "one without a choice that is repeated, as in (a|b)*, needs less: [ab]*"));
    }
    return problems;
  }

  private boolean isEquality() {
    return operator.startsWith("=") || operator.startsWith("!");
  }
}
