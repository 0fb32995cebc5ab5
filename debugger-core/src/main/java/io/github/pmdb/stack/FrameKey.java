package io.github.pmdb.stack;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.merge.MergedStack.Item;
import io.github.pmdb.frame.merge.MergedStack.NativeItem;
import io.github.pmdb.frame.merge.MergedStack.ScriptItem;
import io.github.pmdb.interpreter.ScriptFrame;

/// What makes two frames the same place in the program.
///
/// @param where function, with the source line where it is known; the address where neither is
record FrameKey(String where) {
  static FrameKey of(Item item) {
    return switch (item) {
      case ScriptItem(ScriptFrame f) ->
          new FrameKey("%s %s %s:%d".formatted(f.language(), f.function(), f.file(), f.line()));
      case NativeItem(NativeFrame f, boolean _) ->
          f.function().isPresent() && f.source().isPresent()
              ? new FrameKey(f.function().get() + " " + f.source().get())
              : new FrameKey("pc " + f.pc());
    };
  }
}
