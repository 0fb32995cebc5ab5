package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.repr.Form;
import io.github.pmdb.cpython.repr.Instances;

/// Classes derived from one that is written in C, with a `__repr__` of their own, which is not run:
/// their objects are shown like other instances, with what the C type makes of them.
final class OwnReprs {
  private OwnReprs() {}

  /// @param form what it has without
  static Form over(Heap heap, PyType type, Form form) {
    boolean own =
        !form.equals(Instances.PLAIN)
            && type.isHeapType()
            && Classes.find(heap, type, "__repr__")
                .filter(found -> isPython(found.owner()) && !isKnown(heap, type, found.value()))
                .isPresent();
    return own ? (to, address, shown) -> Instances.derived(to, address, shown, form) : form;
  }

  private static boolean isPython(PyType owner) {
    return owner.isHeapType() && !owner.name().contains(".");
  }

  private static boolean isKnown(Heap heap, PyType type, long repr) {
    return switch (heap.typeOf(repr).name()) {
      case "wrapper_descriptor" -> isOfBase(heap, type, repr);
      case "function" -> isOfNamedTuple(heap, type, repr) || isOfOrderedDict(heap, repr);
      default -> false;
    };
  }

  /// Whether it is what the type that is written in C has itself. The head is followed by the type
  /// and the name (`PyDescrObject`).
  private static boolean isOfBase(Heap heap, PyType type, long descriptor) {
    return Strings.equals(heap, heap.behindHead(descriptor, 1), "__repr__")
        && heap.builtinBase(type)
            .flatMap(base -> Classes.find(heap, base, "__repr__"))
            .filter(found -> found.owner().address() == heap.behindHead(descriptor, 0))
            .isPresent();
  }

  /// Of which the code has no file of its own before 3.7.
  private static boolean isOfNamedTuple(Heap heap, PyType type, long repr) {
    return type.is(PyType.TUPLE)
        && Classes.find(heap, type, "_fields").isPresent()
        && file(heap, repr)
            .endsWith(
                heap.layout().version().atLeast(3, 7) ? "collections/__init__.py" : "<string>");
  }

  /// Of 2.7, where it is written in Python.
  private static boolean isOfOrderedDict(Heap heap, long repr) {
    return heap.has("dict.ma_table") && file(heap, repr).endsWith("/collections.py");
  }

  private static String file(Heap heap, long function) {
    long code = heap.pointer(function, "func.func_code");
    return Strings.text(heap, heap.pointer(code, "code.co_filename")).orElse("");
  }
}
