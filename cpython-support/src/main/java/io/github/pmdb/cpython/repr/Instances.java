package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.MemberDef;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.memory.Addresses;
import java.util.List;

/// Instances of classes, and exceptions.
public final class Instances {
  private static final int MAX_ARGUMENTS = 4096;

  /// Of what is neither built in nor known otherwise.
  public static final Form PLAIN = Instances::instance;

  private Instances() {}

  /// `<module.Class object at 0x…, attribute=value, …>`: Python's own default with what it lacks.
  public static void instance(Describer to, long address, PyType type) {
    around(to, address, address, type, () -> {});
  }

  /// The same of a class derived from a C type, with what `base` shows: `<module.Class object at
  /// 0x…, 5, attribute=value, …>`. Those of a module or class are its namespace.
  public static void derived(Describer to, long address, PyType type, Form base) {
    around(
        to,
        ~address, // within, `base` looks out for the address itself
        address,
        type,
        () -> {
          to.text(", ");
          base.render(to, address, type);
        });
  }

  private static void around(Describer to, long key, long address, PyType type, Runnable value) {
    String head = "<" + to.heap().fullName(type) + " object at " + Addresses.hex(address);
    boolean namespace = type.is(PyType.TYPE) || to.heap().isA(address, "module");
    to.nested(
        key,
        "<" + type.shortName() + " ...>",
        () -> {
          to.text(head);
          value.run();
          if (!namespace && !to.tooDeep()) {
            attributes(to, Attributes.of(to.heap(), address));
          }
          to.text(">");
        });
  }

  private static void attributes(Describer to, List<Attributes.Attribute> attributes) {
    if (attributes.isEmpty()) {
      return;
    }
    to.text(", ");
    Containers.items(
        to,
        attributes.size(),
        i -> {
          to.text(attributes.get(i).name() + "=");
          to.value(attributes.get(i).value());
        });
  }

  /// `BaseException.__repr__`: the class's bare name and the arguments.
  static void exception(Describer to, long address, PyType type) {
    List<Long> arguments =
        Tuples.items(to.heap(), to.heap().pointer(address, "exc.args"), MAX_ARGUMENTS);
    to.nested(
        address,
        type.shortName() + "(...)",
        () -> {
          to.text(type.shortName() + "(");
          Containers.items(to, arguments.size(), i -> to.value(arguments.get(i)));
          imported(to, address, type, arguments.isEmpty() ? "" : ", ");
          boolean comma = arguments.size() == 1 && !to.heap().layout().version().atLeast(3, 7);
          to.text(comma ? ",)" : ")"); // up to 3.6 it is the text of the tuple
        });
  }

  /// What could not be imported and from where, since 3.15 (`ImportError_repr`).
  private static void imported(Describer to, long address, PyType type, String first) {
    Heap heap = to.heap();
    if (!heap.layout().version().atLeast(3, 15)) {
      return;
    }
    String before = first;
    for (String name : List.of("name", "path")) {
      long value =
          Classes.find(heap, type, name)
              .filter(found -> found.owner().name().equals("ImportError"))
              .map(found -> MemberDef.of(heap, found.value()).offset())
              .map(offset -> heap.memory().pointer(address + offset))
              .orElse(0L);
      if (value != 0) {
        to.text(before + name + "=");
        to.value(value);
        before = ", ";
      }
    }
  }
}
