package io.github.pmdb.node.frame;

import io.github.pmdb.frame.Passage;
import io.github.pmdb.snapshot.Problem;
import java.util.List;

/// The JavaScript of one stack.
///
/// @param frames innermost first
/// @param passages where the stack belongs to JavaScript, innermost first
/// @param problems what cut the walk short
public record JsWalk(List<JsFrame> frames, List<Passage> passages, List<Problem> problems) {
  static final JsWalk NOTHING = new JsWalk(List.of(), List.of(), List.of());

  /// Of a stack that can not be read.
  static JsWalk unknown(String why) {
    return new JsWalk(List.of(), List.of(), List.of(new Problem(why)));
  }
}
