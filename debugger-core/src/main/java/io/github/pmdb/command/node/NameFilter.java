package io.github.pmdb.command.node;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.PatternSearch;
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
      PatternSearch search =
          new PatternSearch(Pattern.compile(text.substring(1, text.length() - 1)));
      return name -> isFound(text, name, search);
    } catch (PatternSyntaxException e) {
      throw new UserError(
          "%s is not a regular expression: %s".formatted(text, e.getDescription()),
          "a name without slashes is taken as it is",
          e);
    }
  }

  private static boolean isFound(String text, String name, PatternSearch search) {
    return switch (search.of(name)) {
      case FOUND -> true;
      case ABSENT -> false;
      case UNDECIDED ->
          throw new UserError(
              "%s takes too long on the name '%s'".formatted(text, name),
              "repeat no group that repeats something itself, as (a+)+ does: a+ finds the same");
    };
  }
}
