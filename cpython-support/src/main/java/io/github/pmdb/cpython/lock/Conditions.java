package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.MemoryFault;
import java.util.HashMap;
import java.util.Map;

/// What the `with` of a condition takes: the lock that it is built on.
final class Conditions {
  private static final String CONDITION = "Condition";

  private final Heap heap;
  private final LockModule module;
  private final Map<Long, Boolean> known = new HashMap<>(); // by address of the type

  Conditions(Heap heap, LockModule module) {
    this.heap = heap;
    this.module = module;
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
    return Classes.find(heap, type, module.exit())
        .filter(_ -> Classes.lineage(heap, type).stream().anyMatch(Conditions::isNamed))
        .filter(exit -> heap.isA(exit.value(), "function"))
        .map(exit -> heap.pointer(exit.value(), "func.func_code"))
        .flatMap(code -> Strings.text(heap, heap.pointer(code, "code.co_filename")))
        .filter(module::isIn)
        .isPresent();
  }

  private static boolean isNamed(PyType type) {
    return type.shortName().equals(CONDITION);
  }
}
