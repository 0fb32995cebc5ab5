package io.github.pmdb.stack;

import io.github.pmdb.frame.merge.MergedStack.Item;
import io.github.pmdb.frame.merge.MergedStack.ScriptItem;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

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
    return new LeftOut(before(levels.size(), levels::get, _ -> ""));
  }

  /// Of each language in a stack.
  static LeftOut in(List<Item> items) {
    return new LeftOut(
        before(
            items.size(),
            i -> script(items.get(i)).map(ScriptFrame::level).orElse(-1),
            i -> script(items.get(i)).map(ScriptFrame::language).orElse("")));
  }

  private static Optional<ScriptFrame> script(Item item) {
    return item instanceof ScriptItem(var frame) ? Optional.of(frame) : Optional.empty();
  }

  private static int[] before(int count, IntUnaryOperator levels, IntFunction<String> languages) {
    int[] before = new int[count];
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < count; i++) {
      int level = levels.applyAsInt(i);
      if (level >= 0) {
        Integer inner = last.put(languages.apply(i), level);
        before[i] = inner != null && inner < level ? level - inner - 1 : 0;
      }
    }
    return before;
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
