package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Python2Strings;
import io.github.pmdb.cpython.repr.Denoted;
import io.github.pmdb.cpython.repr.Denoted.Builtin;
import io.github.pmdb.cpython.repr.Denoted.Method;
import io.github.pmdb.cpython.repr.Denoted.Stored;

/// What becomes of a class's attribute when an object or the class itself is asked for it: its
/// `__get__`, as far as that is known without running code.
final class Binding {
  private Binding() {}

  /// Whether it has a `__get__` that is Python code.
  static boolean isCode(Heap heap, long value) {
    PyType type = heap.typeOf(value);
    return type.isHeapType()
        && Classes.find(heap, type, "__get__")
            .filter(get -> heap.isA(get.value(), "function"))
            .isPresent();
  }

  /// @param self the object that was asked
  /// @param owner address of its class
  static Denoted ofInstance(Heap heap, long self, long owner, long value) {
    return switch (heap.typeOf(value).name()) {
      case "function", "functools._lru_cache_wrapper" -> new Method(value, self, owner);
      case "functools.partial" ->
          heap.layout().version().atLeast(3, 14)
              ? new Method(value, self, owner)
              : new Stored(value);
      case "method_descriptor" -> new Builtin(value, self, false);
      case "wrapper_descriptor" -> new Builtin(value, self, true);
      default -> ofEither(heap, owner, value);
    };
  }

  /// @param owner address of the class that was asked
  static Denoted ofClass(Heap heap, long owner, long value) {
    boolean unbound = Python2Strings.has(heap) && heap.isA(value, "function");
    return unbound ? new Method(value, 0, owner) : ofEither(heap, owner, value);
  }

  private static Denoted ofEither(Heap heap, long owner, long value) {
    return switch (heap.typeOf(value).name()) {
      case "staticmethod" -> new Stored(heap.pointer(value, "object.sizeof"));
      case "classmethod" -> ofClassMethod(heap, owner, value);
      case "classmethod_descriptor" -> new Builtin(value, owner, false);
      default -> new Stored(value);
    };
  }

  /// One that wraps anything but a function stays as it is: versions differ in what they make of
  /// that.
  private static Denoted ofClassMethod(Heap heap, long owner, long value) {
    long called = heap.pointer(value, "object.sizeof");
    return heap.isA(called, "function")
        ? new Method(called, owner, heap.typeOf(owner).address())
        : new Stored(value);
  }
}
