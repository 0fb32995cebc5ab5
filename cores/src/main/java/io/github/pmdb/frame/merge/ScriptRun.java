package io.github.pmdb.frame.merge;

import io.github.pmdb.frame.Anchor;
import io.github.pmdb.frame.Certainty;
import io.github.pmdb.interpreter.ScriptFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Script frames that one call of the eval loop runs, innermost first.
///
/// @param anchor of the outermost; absent also where the list of frames was cut within the run
record ScriptRun(List<ScriptFrame> frames, Optional<Anchor> anchor) {
  /// Cuts a stack after each frame that is the outermost of its eval call.
  static List<ScriptRun> split(List<ScriptFrame> frames) {
    List<ScriptRun> runs = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).outermostInEval() || i == frames.size() - 1) {
        runs.add(new ScriptRun(frames.subList(start, i + 1), frames.get(i).anchor()));
        start = i + 1;
      }
    }
    return runs;
  }

  /// The same frames, none of them surer than guessed.
  ScriptRun guessed() {
    return new ScriptRun(frames.stream().map(ScriptRun::guessed).toList(), anchor);
  }

  private static ScriptFrame guessed(ScriptFrame f) {
    if (f.certainty() != Certainty.SURE) {
      return f;
    }
    return new ScriptFrame(
        f.language(),
        f.level(),
        f.address(),
        f.function(),
        f.file(),
        f.line(),
        f.columns(),
        f.anchor(),
        f.outermostInEval(),
        Certainty.GUESSED,
        f.problem());
  }
}
