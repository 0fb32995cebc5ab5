package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lists;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.cpython.repr.Containers;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Instances;
import java.util.List;

/// `list[int]` (`Objects/genericaliasobject.c`) and `int | None` (`Objects/unionobject.c`).
final class Annotations {
  private static final String ALIAS = "types.GenericAlias";
  private static final int MOST = 1_000;

  private Annotations() {}

  private static long fields(Describer to, long address) {
    return address + to.heap().layout().offset("object.sizeof");
  }

  /// Origin, arguments, parameters, weak references, and since 3.11 whether it stands behind a `*`.
  static void alias(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    if (!type.name().equals(ALIAS)) {
      Instances.instance(to, address, type); // those of Python code show themselves otherwise
      return;
    }
    long fields = fields(to, address);
    List<Long> arguments = Tuples.items(heap, heap.memory().pointer(fields + 8), MOST);
    boolean starred = heap.layout().version().atLeast(3, 11) && heap.memory().u8(fields + 32) != 0;
    to.nested(
        address,
        "...",
        () -> {
          to.text(starred ? "*" : "");
          item(to, heap.memory().pointer(fields));
          to.text(arguments.isEmpty() ? "[()" : "[");
          Containers.items(to, arguments.size(), i -> item(to, arguments.get(i)));
          to.text("]");
        });
  }

  /// The members of a union, a tuple, are its first field.
  static void union(Describer to, long address, PyType type) {
    List<Long> members =
        Tuples.items(to.heap(), to.heap().memory().pointer(fields(to, address)), MOST);
    to.nested(
        address,
        "...",
        () -> {
          for (int i = 0; i < members.size() && !to.isFull(); i++) {
            to.text(i == 0 ? "" : " | ");
            member(to, members.get(i));
          }
        });
  }

  private static void member(Describer to, long address) {
    Heap heap = to.heap();
    if (heap.isType(address) && heap.type(address).name().equals("NoneType")) {
      to.text("None");
    } else {
      item(to, address);
    }
  }

  /// Classes by name, others as they show themselves.
  static void item(Describer to, long address) {
    Heap heap = to.heap();
    PyType type = heap.typeOf(address);
    if (type.name().equals("ellipsis")) {
      to.text("...");
    } else if (type.is(PyType.TYPE)) {
      to.text(heap.fullName(heap.type(address)));
    } else if (type.is(PyType.LIST)) {
      List<Long> items = Lists.first(heap, address, MOST);
      to.nested(
          address,
          "[...]",
          () -> {
            to.text("[");
            Containers.items(to, items.size(), i -> item(to, items.get(i)));
            to.text("]");
          });
    } else {
      to.value(address);
    }
  }
}
