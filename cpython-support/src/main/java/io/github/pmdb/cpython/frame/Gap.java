package io.github.pmdb.cpython.frame;

import io.github.pmdb.snapshot.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What is left out of a stack that is longer than what is read of it, between its innermost and
/// its outermost frames: they are counted.
final class Gap {
  /// Who asks for fewer frames wants the innermost ones alone.
  private static final int FEWEST = 1_000;

  private static final int OUTERMOST = 100;
  private static final int NAMED = 4;

  /// Those that are shown to nobody are not counted, up to so many.
  private static final int MOST_HIDDEN = 1_000;

  private final int innermost;
  private final int outermost;
  private final Function<RawFrame, Optional<CodeObject>> code;
  private final Set<String> functions = new LinkedHashSet<>();
  private boolean whole = true;
  private int dropped;
  private int shown;
  private int entries;
  private int looked;
  private int visible;

  /// @param most frames that are read
  /// @param code what a frame runs, absent where it is shown to nobody
  Gap(int most, Function<RawFrame, Optional<CodeObject>> code) {
    this.outermost = most < FEWEST ? 0 : OUTERMOST;
    this.innermost = most - outermost;
    this.code = code;
  }

  /// Whether these frames are all that is wanted.
  boolean ends(List<RawFrame> frames) {
    if (outermost > 0) {
      return false;
    }
    for (; looked < frames.size(); looked++) {
      visible += code.apply(frames.get(looked)).isPresent() ? 1 : 0;
    }
    return visible >= innermost || frames.size() >= innermost + MOST_HIDDEN;
  }

  /// Takes frames out of a list that gets longer than what is read.
  void shorten(List<RawFrame> frames) {
    if (outermost > 0 && frames.size() >= innermost + 2 * outermost) {
      drop(frames, frames.size() - outermost);
    }
  }

  /// The same at last.
  ///
  /// @param end whether the stack was followed to its end, so that the last ones are the outermost
  void finish(List<RawFrame> frames, boolean end) {
    if (outermost > 0 && (isOpen() || frames.size() > innermost + outermost)) {
      whole = end;
      drop(frames, end ? frames.size() - outermost : frames.size());
    }
  }

  private void drop(List<RawFrame> frames, int end) {
    List<RawFrame> middle = frames.subList(innermost, Math.max(innermost, end));
    dropped += middle.size();
    for (RawFrame frame : middle) {
      entries += frame.entry() ? 1 : 0;
      code.apply(frame).ifPresent(this::count);
    }
    middle.clear();
  }

  private void count(CodeObject runs) {
    shown++;
    if (functions.size() <= NAMED) {
      functions.add(runs.name());
    }
  }

  boolean isOpen() {
    return dropped > 0;
  }

  /// Where the frames are missing.
  int at() {
    return innermost;
  }

  /// How many are, of those that would be shown.
  int shown() {
    return shown;
  }

  /// With how many of them an eval call starts.
  int entries() {
    return entries;
  }

  /// @param inner how many frames are shown before it
  /// @param levels how many frames the stack has, with those that are missing
  Problem told(int inner, int levels) {
    String others = functions.size() > NAMED ? "" : "; the others run " + names();
    return new Problem(
        "only the innermost %d %sof %s%d frames are shown%s"
            .formatted(
                inner,
                whole ? "and the outermost %d ".formatted(levels - shown - inner) : "",
                whole ? "" : "at least ",
                levels,
                others));
  }

  private String names() {
    return String.join(", ", functions);
  }
}
