package io.github.pmdb.command.node;

import io.github.pmdb.snapshot.UserError;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Names of constructors that a user means: one name exactly, or `/REGEX/`.
final class NameFilter {
  private NameFilter() {}

  static Predicate<String> of(String text) {
    boolean regex = text.length() > 1 && text.startsWith("/") && text.endsWith("/");
    if (!regex) {
      return text::equals;
    }
    try {
      return Pattern.compile(text.substring(1, text.length() - 1)).asPredicate();
    } catch (PatternSyntaxException e) {
      throw new UserError(
          "%s is not a regular expression: %s".formatted(text, e.getDescription()),
          "a name without slashes is taken as it is",
          e);
    }
  }
}
