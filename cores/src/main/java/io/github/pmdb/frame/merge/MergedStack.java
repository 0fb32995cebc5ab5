package io.github.pmdb.frame.merge;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.snapshot.Problem;
import java.util.List;

/// Native and script frames of one thread in one order, innermost first.
///
/// @param problems what could not be placed or read
public record MergedStack(List<Item> frames, List<Problem> problems) {

  public sealed interface Item {}

  /// @param internal machinery of an interpreter, hidden unless asked for
  public record NativeItem(NativeFrame frame, boolean internal) implements Item {}

  public record ScriptItem(ScriptFrame frame) implements Item {}
}
