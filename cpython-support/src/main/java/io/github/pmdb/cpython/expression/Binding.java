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
  static Denoted ofInstance(Heap heap, long self, PyType type, long value) {
    return switch (heap.typeOf(value).name()) {
      case "function", "functools._lru_cache_wrapper" -> new Method(value, self, type.address());
      case "functools.partial" ->
          heap.layout().version().atLeast(3, 14)
              ? new Method(value, self, type.address())
              : new Stored(value);
      case "method_descriptor" -> new Builtin(value, self, false);
      case "wrapper_descriptor" -> new Builtin(value, self, true);
      default -> ofEither(heap, type, value);
    };
  }

  /// @param type the class that was asked
  static Denoted ofClass(Heap heap, PyType type, long value) {
    boolean unbound = Python2Strings.has(heap) && heap.isA(value, "function");
    return unbound ? new Method(value, 0, type.address()) : ofEither(heap, type, value);
  }

  private static Denoted ofEither(Heap heap, PyType type, long value) {
    return switch (heap.typeOf(value).name()) {
      case "staticmethod" -> new Stored(heap.pointer(value, "object.sizeof"));
      case "classmethod" -> ofClassMethod(heap, type, value);
      case "classmethod_descriptor" -> new Builtin(value, type.address(), false);
      default -> new Stored(value);
    };
  }

  /// One that wraps anything but a function stays as it is: versions differ in what they make of
  /// that.
  private static Denoted ofClassMethod(Heap heap, PyType type, long value) {
    long called = heap.pointer(value, "object.sizeof");
    return heap.isA(called, "function")
        ? new Method(called, type.address(), heap.typeOf(type.address()).address())
        : new Stored(value);
  }
}
