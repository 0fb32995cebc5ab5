package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.MemoryFault;
import java.util.HashMap;
import java.util.Map;

/// What the `with` of a `threading.Condition` takes: the lock that it is built on.
final class Conditions {
  private final Heap heap;
  private final Map<Long, Boolean> known = new HashMap<>(); // by address of the type

  Conditions(Heap heap) {
    this.heap = heap;
  }

  /// The lock of a condition, else the manager itself.
  long lockOf(long manager) {
    try {
      PyType type = heap.typeOf(manager);
      return known.computeIfAbsent(type.address(), _ -> isCondition(type))
          ? Attributes.find(heap, manager, "_lock").orElse(manager)
          : manager;
    } catch (MemoryFault _) {
      return manager; // its `with` is evidence of itself only
    }
  }

  /// A class that overrides how a `with` of it ends may do anything in there.
  private boolean isCondition(PyType type) {
    return Classes.find(heap, type, "__exit__")
        .filter(exit -> exit.owner().shortName().equals("Condition"))
        .filter(exit -> heap.isA(exit.value(), "function"))
        .map(exit -> heap.pointer(exit.value(), "func.func_code"))
        .flatMap(code -> Strings.text(heap, heap.pointer(code, "code.co_filename")))
        .filter(StandardLibrary::isThreading)
        .isPresent();
  }
}
