package io.github.pmdb.cpython;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.frame.FrameLocals.Slot;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.Variable.Scope;
import java.util.Optional;

/// Finds a name as the running frame would: in its locals, then the globals, then the builtins.
final class Lookup {
  private final Heap heap;
  private final long frame;

  Lookup(Heap heap, long frame) {
    this.heap = heap;
    this.frame = frame;
  }

  /// @throws io.github.pmdb.memory.MemoryFault when the namespaces can not be read
  Optional<Slot> find(String name) {
    return FrameLocals.of(heap, frame).stream()
        .filter(slot -> slot.name().equals(name))
        .findFirst()
        .or(() -> in(FrameLocals.globals(heap, frame), name, Scope.GLOBAL))
        .or(() -> in(FrameLocals.builtins(heap, frame), name, Scope.BUILTIN));
  }

  private Optional<Slot> in(long dict, String name, Scope scope) {
    return Dicts.find(heap, dict, name).map(value -> new Slot(name, scope, value));
  }
}
