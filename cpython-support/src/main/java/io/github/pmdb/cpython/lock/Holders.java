package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.frame.WithBlocks;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which threads are inside a `with` of which object: evidence of who holds a lock, since Python
/// keeps no owner of a plain one.
final class Holders {
  private final Heap heap;
  private final Map<Long, List<Inside>> byManager = new HashMap<>();

  Holders(Heap heap) {
    this.heap = heap;
  }

  /// @param thread address of its `PyThreadState`
  /// @param where the statement, in words
  record Inside(long thread, String where) {}

  /// Each thread once, by its innermost `with`.
  List<Inside> of(long manager) {
    return byManager.getOrDefault(manager, List.of());
  }

  /// Goes through the frames of a thread, innermost first.
  void add(long thread, List<ScriptFrame> frames) {
    List<Long> released = new ArrayList<>();
    for (ScriptFrame frame : frames) {
      try {
        for (WithBlocks.WithBlock block : WithBlocks.of(heap, frame.address()).reversed()) {
          if (!released.contains(block.manager())) {
            inside(thread, frame, block);
          }
        }
        released(frame).ifPresent(released::add);
      } catch (MemoryFault _) { // then this frame is no evidence of anything
      }
    }
  }

  private void inside(long thread, ScriptFrame frame, WithBlocks.WithBlock block) {
    List<Inside> known = byManager.computeIfAbsent(block.manager(), _ -> new ArrayList<>());
    if (known.stream().noneMatch(i -> i.thread() == thread)) {
      String where = "%s, line %d, in %s".formatted(frame.file(), block.line(), frame.function());
      known.add(new Inside(thread, where));
    }
  }

  /// While a thread waits for a condition, it has let go of the condition's lock.
  private Optional<Long> released(ScriptFrame frame) {
    return StandardLibrary.isConditionWait(frame)
        ? FrameLocals.of(heap, frame.address()).stream()
            .filter(slot -> slot.name().equals("self"))
            .findFirst()
            .flatMap(self -> Attributes.find(heap, self.value(), "_lock"))
        : Optional.empty();
  }
}
