package io.github.pmdb.command;

import io.github.pmdb.command.Session.SelectedScriptFrame;
import io.github.pmdb.frame.merge.MergedStack.Item;
import io.github.pmdb.frame.merge.MergedStack.NativeItem;
import io.github.pmdb.frame.merge.MergedStack.ScriptItem;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.Limits;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.stack.StackReader;
import io.github.pmdb.target.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Finds the script frame that belongs to a native one and the other way round, by their places in
/// the merged stack.
final class FrameSync {
  private final Target target;
  private final ThreadInfo thread;
  private final List<Item> items;

  /// @param tid must be a thread of the target
  static Optional<FrameSync> of(Target target, long tid) {
    return target.snapshot().thread(tid).map(thread -> new FrameSync(target, thread));
  }

  private FrameSync(Target target, ThreadInfo thread) {
    this.target = target;
    this.thread = thread;
    this.items = StackReader.withEngine(target, Limits.DEFAULT).stack(thread).frames();
  }

  /// The level of the native frame that runs a script frame: the eval loop, which is the next one
  /// inwards. Where nothing is known of that, the next one outwards.
  OptionalInt nativeLevel(ScriptFrame frame) {
    OptionalInt inside = OptionalInt.empty();
    boolean found = false;
    for (Item item : items) {
      switch (item) {
        case ScriptItem(ScriptFrame script) -> {
          found |= script.address() == frame.address();
          if (found && inside.isPresent()) {
            return inside;
          }
        }
        case NativeItem(var nativeFrame, boolean _) -> {
          inside = OptionalInt.of(nativeFrame.level());
          if (found) {
            return inside;
          }
        }
      }
    }
    return OptionalInt.empty();
  }

  /// The innermost script frame that a native frame runs, else the next one outwards, as gdb's own
  /// Python helper has it, else the outermost.
  Optional<SelectedScriptFrame> scriptFrame(int nativeLevel) {
    Optional<ScriptFrame> outermost = Optional.empty();
    boolean reached = false;
    for (Item item : items) {
      switch (item) {
        case ScriptItem(ScriptFrame script) -> {
          if (reached) {
            return selected(script);
          }
          outermost = Optional.of(script);
        }
        case NativeItem(var nativeFrame, boolean _) ->
            reached |= nativeFrame.level() == nativeLevel;
      }
    }
    return outermost.flatMap(this::selected);
  }

  private Optional<SelectedScriptFrame> selected(ScriptFrame frame) {
    for (Inspector inspector : target.interpreters().inspectors()) {
      for (ScriptThread script : inspector.threads()) {
        boolean ours = script.tid().orElse(-1) == thread.tid();
        if (ours && script.language().equals(frame.language())) {
          return Optional.of(new SelectedScriptFrame(script, frame));
        }
      }
    }
    return Optional.empty();
  }
}
