package io.github.pmdb.node;

import java.util.ArrayList;
import java.util.List;

/// How many of the things that were compared match.
final class Score {
  private int matched;
  private final List<String> wrong = new ArrayList<>();

  void compare(String what, Object expected, Object actual) {
    if (expected.equals(actual)) {
      matched++;
    } else {
      wrong.add("%s: %s, not %s".formatted(what, actual, expected));
    }
  }

  List<String> wrong() {
    return wrong;
  }

  int compared() {
    return matched + wrong.size();
  }

  @Override
  public String toString() {
    return matched + "/" + compared();
  }
}
