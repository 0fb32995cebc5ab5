package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.Variable.Scope;
import io.github.pmdb.memory.MemoryFault;
import java.util.List;
import java.util.Optional;

/// What the frame that waits for an object calls it.
public final class LockNames {
  private final Heap heap;

  public LockNames(Heap heap) {
    this.heap = heap;
  }

  /// In quotes: that of a local or of its attribute, and in parentheses that of a global; empty
  /// when the frame has no name for it.
  public String name(long frame, long object) {
    try {
      List<FrameLocals.Slot> locals = FrameLocals.of(heap, frame);
      Optional<String> local =
          named(locals, object).or(() -> attribute(locals, object)).filter(_ -> !isModule(locals));
      Optional<String> global = named(FrameLocals.globalsOf(heap, frame), object);
      return local.isPresent() && global.isPresent()
          ? "`%s` (the global `%s`)".formatted(local.get(), global.get())
          : local.or(() -> global).map(name -> "`" + name + "`").orElse("");
    } catch (MemoryFault _) {
      return ""; // a name is an extra
    }
  }

  private static boolean isModule(List<FrameLocals.Slot> locals) {
    return locals.stream().anyMatch(slot -> slot.scope() == Scope.GLOBAL);
  }

  private static Optional<String> named(List<FrameLocals.Slot> slots, long object) {
    return slots.stream()
        .filter(slot -> slot.value() == object)
        .map(FrameLocals.Slot::name)
        .findFirst();
  }

  private Optional<String> attribute(List<FrameLocals.Slot> locals, long object) {
    return locals.stream().flatMap(slot -> attribute(slot, object).stream()).findFirst();
  }

  private Optional<String> attribute(FrameLocals.Slot slot, long object) {
    try {
      return Attributes.of(heap, slot.value()).stream()
          .filter(a -> a.value() == object)
          .map(a -> slot.name() + "." + a.name())
          .findFirst();
    } catch (MemoryFault _) {
      return Optional.empty(); // of a damaged object beside it
    }
  }
}
