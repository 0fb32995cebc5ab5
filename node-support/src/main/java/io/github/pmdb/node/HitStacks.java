package io.github.pmdb.node;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.interpreter.hit.StackCopy;
import io.github.pmdb.interpreter.hit.ThreadView;
import io.github.pmdb.node.code.CodeTables;
import io.github.pmdb.node.frame.JsStacks;
import io.github.pmdb.node.frame.JsWalk;
import io.github.pmdb.node.heap.V8Heap;
import io.github.pmdb.node.value.Describer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The JavaScript on stacks that were copied while the process ran on. Objects are read of the
/// process each time: garbage was collected meanwhile, maybe.
final class HitStacks {
  /// Native frames above the first of JavaScript at most.
  private static final int MOST_NATIVE = 256;

  private final NodeInspector node;
  private final V8Heap heap;
  private final ThreadView view;
  private final Unwinder unwinder;

  /// @throws io.github.pmdb.snapshot.UserError when a constant that is needed is not known
  HitStacks(NodeInspector node) {
    this.node = node;
    this.heap = node.heap();
    this.view = new ThreadView(node.snapshot());
    this.unwinder = new Unwinder(view);
  }

  synchronized Optional<ScriptStack> stack(StackCopy copy, int most) {
    view.show(copy);
    List<NativeFrame> natives = unwinder.unwind(view.thread(), MOST_NATIVE);
    V8Heap now = heap.over(view.memory());
    CodeTables tables = node.tables();
    JsStacks stacks =
        JsStacks.later(view, node.binary().object(), tables, new Describer(now, tables));
    JsWalk walk = stacks.walk(natives, view.thread(), most);
    if (walk.frames().isEmpty() && natives.stream().anyMatch(frame -> isUnknown(frame.pc()))) {
      return Optional.empty();
    }
    List<ScriptFrame> frames = new ArrayList<>();
    walk.frames().forEach(frame -> frames.add(ScriptStacks.script(frame, frames.size())));
    return Optional.of(new ScriptStack(List.copyOf(frames), walk.problems()));
  }

  /// Code is made at run time, in memory that was no code before.
  private boolean isUnknown(long pc) {
    return view.mappingAt(pc).filter(mapping -> mapping.executable()).isEmpty();
  }
}
