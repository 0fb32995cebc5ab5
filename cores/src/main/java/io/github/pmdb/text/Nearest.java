package io.github.pmdb.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Finds the names that a mistyped word may have meant.
public final class Nearest {
  private static final int MOST = 3;

  private Nearest() {}

  /// @return nearest first: names that begin with the word, then those at most two edits away (one
  ///   for words under four characters)
  public static List<String> of(String typed, Collection<String> names) {
    if (typed.isEmpty()) {
      return List.of();
    }
    int allowed = typed.length() < 4 ? 1 : 2;
    return names.stream()
        .filter(name -> distance(typed, name) <= allowed)
        .sorted(
            Comparator.<String>comparingInt(name -> distance(typed, name)).thenComparing(n -> n))
        .limit(MOST)
        .toList();
  }

  private static int distance(String typed, String name) {
    return name.startsWith(typed) ? 0 : edits(typed, name);
  }

  /// Levenshtein distance.
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
