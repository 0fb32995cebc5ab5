package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.Addresses;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Functions, modules, types and others that `repr` shows by name.
final class Named {
  private static final int MAX_NAME = 512;

  private Named() {}

  private static String text(Describer to, long address) {
    return Strings.text(to.heap(), address).orElse("?");
  }

  private static String at(long address) {
    return " at " + Addresses.hex(address);
  }

  static void function(Describer to, long address, PyType type) {
    String name = text(to, to.heap().pointer(address, "func.func_qualname"));
    to.text("<function " + name + at(address) + ">");
  }

  static void method(Describer to, long address, PyType type) {
    long function = to.heap().pointer(address, "method.im_func");
    long self = to.heap().pointer(address, "method.im_self");
    method(to, address, new Denoted.Method(function, self, 0));
  }

  /// @param address of the method, 0 where none is in memory
  static void method(Describer to, long address, Denoted.Method method) {
    String name = nameOfCalled(to, method.function());
    to.nested(
        address,
        "<bound method " + name + " of ...>",
        () -> {
          to.text("<bound method " + name + " of ");
          to.value(method.self());
          to.text(">");
        });
  }

  /// Of a function, or of what has its name among its attributes (`method_repr`).
  private static String nameOfCalled(Describer to, long function) {
    Heap heap = to.heap();
    return heap.isA(function, "function")
        ? text(to, heap.pointer(function, "func.func_qualname"))
        : Attributes.find(heap, function, "__qualname__")
            .or(() -> Attributes.find(heap, function, "__name__"))
            .map(name -> text(to, name))
            .orElse("?");
  }

  /// A function written in C; bound to an object unless that is a module (`meth_repr`).
  static void builtin(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    long name = heap.pointer(heap.pointer(address, "cfunc.m_ml"), "methoddef.ml_name");
    String text = new String(heap.memory().cString(name, MAX_NAME), StandardCharsets.UTF_8);
    long self = heap.pointer(address, "cfunc.m_self");
    if (self == 0 || heap.isA(self, "module")) {
      to.text("<built-in function " + text + ">");
    } else {
      String owner = heap.typeOf(self).name();
      to.text("<built-in method " + text + " of " + owner + " object" + at(self) + ">");
    }
  }

  static void module(Describer to, long address, PyType type) {
    long dict = to.heap().pointer(address, "module.md_dict");
    String name = quoted(to, dict, "__name__").orElse("'?'");
    String file = quoted(to, dict, "__file__").map(f -> " from " + f).orElse(" (built-in)");
    to.text("<module " + name + frozen(to.heap(), dict).orElse(file) + ">");
  }

  /// A module that has a file and was not taken from it says so in its specification, since 3.11
  /// (`_module_repr_from_spec` in `importlib/_bootstrap.py`).
  private static Optional<String> frozen(Heap heap, long dict) {
    return heap.layout().version().atLeast(3, 11)
        ? Dicts.find(heap, dict, "__spec__")
            .flatMap(spec -> Attributes.find(heap, spec, "origin"))
            .flatMap(origin -> Strings.text(heap, origin))
            .filter("frozen"::equals)
            .map(origin -> " (" + origin + ")")
        : Optional.empty();
  }

  private static Optional<String> quoted(Describer to, long dict, String key) {
    return Dicts.find(to.heap(), dict, key)
        .filter(value -> to.heap().typeOf(value).is(PyType.STR))
        .map(value -> Strings.read(to.heap(), value, to.limits().bytes()))
        .map(string -> Literals.ofString(string.stream().toArray()));
  }

  static void type(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    to.text("<class '" + heap.fullName(heap.type(address)) + "'>");
  }

  static void cell(Describer to, long address, PyType type) {
    long content = to.heap().pointer(address, "cell.ob_ref");
    if (content == 0) {
      to.text("<cell" + at(address) + ": empty>");
    } else {
      String name = to.heap().typeOf(content).name();
      to.text("<cell" + at(address) + ": " + name + " object" + at(content) + ">");
    }
  }

  static void code(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    to.text(
        "<code object %s%s, file \"%s\", line %d>"
            .formatted(
                text(to, heap.pointer(address, "code.co_name")),
                at(address),
                text(to, heap.pointer(address, "code.co_filename")),
                heap.i32(address, "code.co_firstlineno")));
  }

  static void generator(Describer to, long address, PyType type) {
    String name = text(to, to.heap().pointer(address, "gen.gi_qualname"));
    to.text("<" + type.name() + " object " + name + at(address) + ">");
  }

  static void weakref(Describer to, long address, PyType type) {
    long target = to.heap().pointer(address, "weakref.wr_object");
    boolean dead = target == 0 || to.heap().typeOf(target).name().equals("NoneType");
    to.text(
        dead
            ? "<weakref" + at(address) + "; dead>"
            : "<weakref%s; to '%s'%s>"
                .formatted(at(address), to.heap().typeOf(target).name(), at(target)));
  }
}
