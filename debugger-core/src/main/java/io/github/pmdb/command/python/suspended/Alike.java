package io.github.pmdb.command.python.suspended;

import io.github.pmdb.interpreter.ScriptFrame;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Shows a few of the things that are alike and counts the others.
final class Alike {
  /// As many are shown before the others are counted.
  private static final int SHOWN = 3;

  private static final int NAMED = 5;

  private Alike() {}

  /// @param shape equal for things that are alike
  /// @param show called with each that is shown, those that are alike together
  /// @param rest called with those that are only counted
  static <T> void each(
      List<T> things, Function<T, Object> shape, Consumer<T> show, Consumer<List<T>> rest) {
    Map<Object, List<T>> groups = new LinkedHashMap<>();
    things.forEach(
        thing -> groups.computeIfAbsent(shape.apply(thing), _ -> new ArrayList<>()).add(thing));
    for (List<T> group : groups.values()) {
      int shown = group.size() <= SHOWN + 1 ? group.size() : SHOWN;
      group.subList(0, shown).forEach(show);
      if (shown < group.size()) {
        rest.accept(group.subList(shown, group.size()));
      }
    }
  }

  /// `[97 more tasks like this one: A, B, ...]`.
  ///
  /// @param what several of them are called
  static <T> String counted(String what, List<T> others, Function<T, String> title) {
    String names = others.stream().limit(NAMED).map(title).collect(Collectors.joining(", "));
    return "[%d more %s like this one: %s%s]"
        .formatted(others.size(), what, names, others.size() > NAMED ? ", ..." : "");
  }

  /// Where each frame stands.
  static List<String> places(List<ScriptFrame> frames) {
    return frames.stream().map(f -> f.file() + ":" + f.line() + ":" + f.function()).toList();
  }
}
