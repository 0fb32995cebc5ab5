package io.github.pmdb.command.trace.stream;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.frame.merge.MergedStack;
import io.github.pmdb.frame.merge.StackMerger;
import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.hit.StackCopy;
import io.github.pmdb.interpreter.hit.ThreadView;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.event.Captured;
import java.util.List;

/// Unwinds stacks of a process of which the kernel has made copies.
final class CopiedStacks {
  private final ThreadView view;
  private final Unwinder unwinder;

  CopiedStacks(Snapshot process) {
    this.view = new ThreadView(process);
    this.unwinder = new Unwinder(view);
  }

  /// The frames, innermost first.
  List<NativeFrame> unwind(Captured.StackCopy thread, int limit) {
    view.show(copy(thread));
    return unwinder.unwind(view.thread(), limit);
  }

  /// The frames with those of a script in their places, innermost first.
  List<MergedStack.Item> merged(
      Captured.StackCopy thread, int limit, ScriptStack stack, Inspector inspector) {
    List<NativeFrame> frames = unwind(thread, limit);
    return StackMerger.merge(frames, stack, inspector, view.memory()).frames();
  }

  static StackCopy copy(Captured.StackCopy thread) {
    long[] values = new long[Registers.COUNT];
    for (ContextRegister each : ContextRegister.values()) {
      values[Registers.NAMES.indexOf(each.toString())] = thread.registers().get(each.number());
    }
    return new StackCopy(new Registers(values), thread.stack());
  }
}
