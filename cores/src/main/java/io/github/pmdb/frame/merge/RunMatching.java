package io.github.pmdb.frame.merge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Which native frame each script run belongs to: indices that ascend as the runs do, for the stack
/// has one order.
///
/// @param indices for each run the index of its native frame, [#NONE] where none was found
/// @param how the indices were found
record RunMatching(List<Integer> indices, Evidence how) {
  static final int NONE = -1;

  enum Evidence {
    ANCHORS,
    /// Only that there are as many eval loops as runs.
    COUNT,
    NOTHING
  }

  /// @param candidates for each run, ascending
  /// @param boundaries the eval loops, ascending
  static RunMatching of(List<List<Integer>> candidates, List<Integer> boundaries) {
    int runs = candidates.size();
    boolean sameCount = runs == boundaries.size();
    int hits = 0;
    for (int i = 0; sameCount && i < runs; i++) {
      hits += candidates.get(i).contains(boundaries.get(i)) ? 1 : 0;
    }
    List<Integer> anchored = longestAscending(candidates);
    long byAnchor = anchored.stream().filter(i -> i != NONE).count();
    if (sameCount && hits > 0 && hits >= byAnchor) {
      return new RunMatching(boundaries, Evidence.ANCHORS);
    }
    if (byAnchor > 0) {
      return new RunMatching(withGapsFilled(anchored, boundaries), Evidence.ANCHORS);
    }
    return sameCount && runs > 0
        ? new RunMatching(boundaries, Evidence.COUNT)
        : new RunMatching(anchored, Evidence.NOTHING);
  }

  /// Picks for as many runs as possible one candidate so that they ascend: the longest increasing
  /// subsequence (patience sorting) where each run offers its candidates from the highest down, so
  /// that at most one is taken.
  private static List<Integer> longestAscending(List<List<Integer>> candidates) {
    List<Pick> tails = new ArrayList<>();
    for (int run = 0; run < candidates.size(); run++) {
      for (int index : candidates.get(run).reversed()) {
        int length = lengthBelow(tails, index);
        Pick pick = new Pick(run, index, length == 0 ? null : tails.get(length - 1));
        if (length == tails.size()) {
          tails.add(pick);
        } else {
          tails.set(length, pick);
        }
      }
    }
    Integer[] picked = new Integer[candidates.size()];
    Arrays.fill(picked, NONE);
    for (Pick p = tails.isEmpty() ? null : tails.getLast(); p != null; p = p.before()) {
      picked[p.run()] = p.index();
    }
    return List.of(picked);
  }

  private record Pick(int run, int index, @org.jspecify.annotations.Nullable Pick before) {}

  private static int lengthBelow(List<Pick> tails, int index) {
    int low = 0;
    int high = tails.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tails.get(middle).index() < index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Between two runs that were found, gives the others the eval loops there if there are as many.
  private static List<Integer> withGapsFilled(List<Integer> anchored, List<Integer> boundaries) {
    List<Integer> filled = new ArrayList<>(anchored);
    int start = 0;
    while (start < filled.size()) {
      int end = start;
      while (end < filled.size() && filled.get(end) == NONE) {
        end++;
      }
      if (end > start) {
        int above = start == 0 ? NONE : filled.get(start - 1);
        int below = end == filled.size() ? Integer.MAX_VALUE : filled.get(end);
        List<Integer> free = boundaries.stream().filter(b -> b > above && b < below).toList();
        for (int i = start; free.size() == end - start && i < end; i++) {
          filled.set(i, free.get(i - start));
        }
      }
      start = end + 1;
    }
    return filled;
  }
}
