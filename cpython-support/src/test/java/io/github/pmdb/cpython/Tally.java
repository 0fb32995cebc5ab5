package io.github.pmdb.cpython;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// How much of what was compared is as the target says, and what is not.
final class Tally {
  private static final int SHOWN = 400;

  private final Map<Aspect, Integer> compared = new EnumMap<>(Aspect.class);
  private final Map<Aspect, List<String>> wrong = new EnumMap<>(Aspect.class);

  /// @param what it is that has the two values
  void compare(Aspect aspect, String what, Object expected, Object seen) {
    compared.merge(aspect, 1, Integer::sum);
    if (!expected.equals(seen)) {
      tell(aspect, what + ": " + seen + " instead of " + expected);
    }
  }

  /// Something is missing, or there without need.
  void wrong(Aspect aspect, String what) {
    compared.merge(aspect, 1, Integer::sum);
    tell(aspect, what);
  }

  private void tell(Aspect aspect, String what) {
    wrong
        .computeIfAbsent(aspect, _ -> new ArrayList<>())
        .add(what.substring(0, Math.min(what.length(), SHOWN)));
  }

  int compared(Aspect aspect) {
    return compared.getOrDefault(aspect, 0);
  }

  int matched(Aspect aspect) {
    return compared(aspect) - wrongOnes(aspect).size();
  }

  private List<String> wrongOnes(Aspect aspect) {
    return Objects.requireNonNullElse(wrong.get(aspect), List.of());
  }

  Tally allMatch(Aspect... aspects) {
    for (Aspect aspect : aspects) {
      assertEquals("", String.join("\n", wrongOnes(aspect)), aspect::title);
    }
    return this;
  }

  /// @param percent how many of a hundred have to be right
  Tally mostMatch(Aspect aspect, int percent) {
    assertTrue(
        matched(aspect) * 100 >= compared(aspect) * percent,
        () ->
            "%s: %d of %d:\n%s"
                .formatted(
                    aspect.title(),
                    matched(aspect),
                    compared(aspect),
                    String.join("\n", wrongOnes(aspect))));
    return this;
  }

  /// A comparison of nothing proves nothing.
  Tally atLeast(Aspect aspect, int least) {
    assertTrue(compared(aspect) >= least, () -> "only " + compared(aspect) + " " + aspect.title());
    return this;
  }
}
