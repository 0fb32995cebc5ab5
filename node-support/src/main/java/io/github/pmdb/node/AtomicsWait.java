package io.github.pmdb.node;

import io.github.pmdb.interpreter.ScriptFrame;
import java.util.List;

/// A thread whose JavaScript waits until another thread changes memory that both share: to the
/// kernel it waits for a condition variable of V8's.
final class AtomicsWait {
  private AtomicsWait() {}

  /// @param frames innermost first
  static boolean is(List<ScriptFrame> frames) {
    return !frames.isEmpty()
        && frames.getFirst().function().equals("wait")
        && frames.getFirst().file().equals(ScriptStacks.NATIVE);
  }

  /// What JavaScript does: `in Atomics.wait, called by take (queue.js:12)`, `in spin (a.js:3)`.
  ///
  /// @param frames innermost first, at least one
  static String doing(List<ScriptFrame> frames) {
    String place =
        frames.stream()
            .filter(f -> f.line() > 0)
            .findFirst()
            .map(f -> "%s (%s:%d)".formatted(f.function(), f.file(), f.line()))
            .orElseGet(() -> frames.getFirst().function());
    return is(frames) ? "in Atomics.wait, called by " + place : "in " + place;
  }
}
