package io.github.pmdb.stack;

import java.util.ArrayList;
import java.util.List;

/// Frames that were left out of the middle of a stack, as the levels of those that are there tell.
public final class LeftOut {
  private final int[] before;

  private LeftOut(int[] before) {
    this.before = before;
  }

  /// A place behind frames that are left out is equal to no other.
  private record Behind(int missing, Object place) {}

  /// @param levels of script frames of one language, innermost first; negative where a frame has
  ///   none
  public static LeftOut of(List<Integer> levels) {
    int[] before = new int[levels.size()];
    int last = Integer.MAX_VALUE;
    for (int i = 0; i < before.length; i++) {
      int level = levels.get(i);
      if (level >= 0) {
        before[i] = last < level ? level - last - 1 : 0;
        last = level;
      }
    }
    return new LeftOut(before);
  }

  /// How many are missing before a frame.
  public int before(int index) {
    return before[index];
  }

  /// The places of the frames, so that nothing repeats beyond what is left out.
  public List<Object> apart(List<?> places) {
    List<Object> apart = new ArrayList<>(places);
    for (int i = 0; i < before.length; i++) {
      if (before[i] > 0) {
        apart.set(i, new Behind(before[i], apart.get(i)));
      }
    }
    return apart;
  }

  /// What stands for those before a frame.
  public String text(int index) {
    return "%d more %s".formatted(before[index], before[index] == 1 ? "frame" : "frames");
  }
}
