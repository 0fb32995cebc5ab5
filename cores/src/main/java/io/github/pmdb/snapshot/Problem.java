package io.github.pmdb.snapshot;

import java.util.ArrayList;
import java.util.List;

/// Something that is wrong with what was read, in words for the user.
///
/// @param what one sentence: what was tried and what failed, with address or path
/// @param hint what to try next, or an empty string
public record Problem(String what, String hint) {
  public Problem(String what) {
    this(what, "");
  }

  /// The first of many, and how many more there are.
  public static List<Problem> first(List<Problem> problems, int most) {
    if (problems.size() <= most) {
      return List.copyOf(problems);
    }
    List<Problem> shown = new ArrayList<>(problems.subList(0, most));
    shown.add(new Problem("%d more such problems".formatted(problems.size() - most)));
    return List.copyOf(shown);
  }
}
