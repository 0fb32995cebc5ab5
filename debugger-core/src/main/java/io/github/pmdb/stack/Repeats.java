package io.github.pmdb.stack;

import java.util.ArrayList;
import java.util.List;

/// Finds what repeats in a stack, as endless recursion does.
///
/// @param start first index
/// @param length how many items one round has
/// @param times how often the round is there, one after the other
public record Repeats(int start, int length, int times) {
  /// Rounds of up to this many frames are noticed.
  private static final int LONGEST_ROUND = 16;

  /// Fewer rounds are shown in full.
  private static final int FEWEST_TIMES = 4;

  /// Items that do not repeat are stretches with `times` 1.
  ///
  /// @param keys equal where two items are the same place
  /// @param fold whether to look at all; else everything is one stretch
  public static List<Repeats> in(List<?> keys, boolean fold) {
    if (!fold) {
      return List.of(new Repeats(0, keys.size(), 1));
    }
    List<Repeats> found = new ArrayList<>();
    int plain = 0;
    int at = 0;
    while (at < keys.size()) {
      Repeats best = at(keys, at);
      if (best.times() < FEWEST_TIMES) {
        at++;
        continue;
      }
      if (plain < at) {
        found.add(new Repeats(plain, at - plain, 1));
      }
      found.add(best);
      at += best.length() * best.times();
      plain = at;
    }
    if (plain < keys.size()) {
      found.add(new Repeats(plain, keys.size() - plain, 1));
    }
    return found;
  }

  /// What stands for the rounds that are not shown: `the frame above, 99 more times`.
  public String more() {
    String what = length == 1 ? "frame above" : length + " frames above";
    return "the %s, %d more times".formatted(what, times - 1);
  }

  /// The shortest round that repeats often enough from `start` on.
  private static Repeats at(List<?> keys, int start) {
    for (int length = 1; length <= LONGEST_ROUND; length++) {
      int end = start + length;
      while (end < keys.size() && keys.get(end).equals(keys.get(end - length))) {
        end++;
      }
      int times = (end - start) / length;
      if (times >= FEWEST_TIMES) {
        return new Repeats(start, length, times);
      }
    }
    return new Repeats(start, 1, 1);
  }
}
