package io.github.pmdb.verdict;

import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.stack.Repeats;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names the functions of a script that call each other over and over.
final class Recursion {
  /// As deep as Python lets a program go that does not ask for more.
  private static final int DEEP = 1_000;

  /// With so many frames the outermost ones may not have been found.
  private static final int CUT = Limits.DEFAULT.frames() * 9 / 10;

  /// A function that has this part of the frames is one of those that recurse.
  private static final int OFTEN = 8;

  private Recursion() {}

  /// A place in a function.
  private record Place(String file, int line, String function) {
    String text() {
      return "%s (%s, line %d)".formatted(function, file, line);
    }
  }

  /// Absent where the stack is of ordinary depth, or nothing repeats in it.
  static Optional<String> in(MergedStack stack) {
    List<ScriptFrame> frames =
        stack.frames().stream()
            .flatMap(i ->
                i instanceof MergedStack.ScriptItem(var frame) ? Stream.of(frame) : Stream.of())
            .toList();
    int depth = frames.isEmpty() ? 0 : frames.getLast().level() + 1;
    return depth < DEEP ? Optional.empty() : told(frames, depth);
  }

  private static Optional<String> told(List<ScriptFrame> frames, int depth) {
    boolean cut = depth == frames.size() && depth >= CUT;
    String deep =
        "%s recursed %s%d frames deep: "
            .formatted(frames.getFirst().language(), cut ? "at least " : "", depth);
    List<Place> places =
        frames.stream().map(f -> new Place(f.file(), f.line(), f.function())).toList();
    Optional<Repeats> most =
        Repeats.in(places, true).stream()
            .filter(part -> part.times() > 1)
            .max(Comparator.comparingInt(part -> part.length() * part.times()));
    if (most.filter(part -> 2 * part.length() * part.times() > frames.size()).isPresent()) {
      int start = most.get().start();
      return Optional.of(deep + round(places.subList(start, start + most.get().length())));
    }
    return among(frames).map(functions -> deep + functions);
  }

  /// @param round innermost first
  private static String round(List<Place> round) {
    Place first = round.getLast();
    String others =
        round.reversed().stream()
            .skip(1)
            .map(place -> " calls " + place.text() + ", which")
            .collect(Collectors.joining());
    return round.size() == 1
        ? first.text() + " calls itself"
        : first.text() + others + " calls " + first.function() + " again";
  }

  /// The functions that take turns without an order, as where a tree is walked.
  private static Optional<String> among(List<ScriptFrame> frames) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    frames.forEach(frame -> counts.merge(frame.function(), 1, Integer::sum));
    counts.values().removeIf(count -> count < frames.size() / OFTEN);
    int all = counts.values().stream().mapToInt(Integer::intValue).sum();
    return 2 * all > frames.size()
        ? Optional.of("mostly " + String.join(", ", counts.keySet()))
        : Optional.empty();
  }
}
