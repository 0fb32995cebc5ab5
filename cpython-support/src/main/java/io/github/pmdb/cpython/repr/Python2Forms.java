package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyString;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Python2Strings;
import io.github.pmdb.cpython.object.Sets;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.Addresses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `repr` of Python 2 shows in another way than that of Python 3, and the types that only it
/// has.
final class Python2Forms {
  private static final int MAX_ORDERED = 100_000;

  private static final Map<String, Form> BY_NAME = table();

  private Python2Forms() {}

  private static Map<String, Form> table() {
    Map<String, Form> forms = new HashMap<>();
    forms.put("long", Python2Forms::longInteger);
    forms.put("str", Python2Forms::string);
    forms.put("unicode", Python2Forms::unicode);
    forms.put("int", Scalars::integer);
    forms.put("dict", Python2Forms::dict);
    forms.put("set", Python2Forms::set);
    forms.put("frozenset", Python2Forms::set);
    forms.put("xrange", Python2Forms::xrange);
    forms.put("type", Python2Forms::type);
    forms.put("classobj", Python2Forms::oldClass);
    forms.put("instance", Python2Forms::oldInstance);
    forms.put("function", Python2Forms::function);
    forms.put("instancemethod", Python2Forms::method);
    forms.put("module", Python2Forms::module);
    forms.put("generator", Python2Forms::generator);
    return Map.copyOf(forms);
  }

  /// Whether an interpreter is one of Python 2.
  static boolean are(Heap heap) {
    return Python2Strings.has(heap);
  }

  /// @param base `tp_name` of the object's first C type
  static Optional<Form> of(Heap heap, String base) {
    return are(heap) ? Optional.ofNullable(BY_NAME.get(base)) : Optional.empty();
  }

  private static String text(Describer to, long address) {
    return Strings.text(to.heap(), address).orElse("?");
  }

  private static String at(long address) {
    return " at " + Addresses.hex(address);
  }

  private static void longInteger(Describer to, long address, PyType type) {
    Scalars.integer(to, address, type);
    to.text("L");
  }

  private static void string(Describer to, long address, PyType type) {
    long size = to.heap().i64(address, "varobject.ob_size");
    int shown = Math.clamp(size, 0, to.limits().bytes());
    long data = address + to.heap().layout().offset("bytes.ob_sval");
    byte[] bytes = shown == 0 ? new byte[0] : to.heap().memory().bytes(data, shown);
    to.text(Literals.ofBytes(bytes).substring(1)); // without the b
    if (shown < size) {
      to.cut();
    }
  }

  private static void unicode(Describer to, long address, PyType type) {
    PyString string = Strings.read(to.heap(), address, to.limits().bytes());
    to.text("u" + Literals.ofAsciiString(string.stream().toArray()));
    if (string.cut()) {
      to.cut();
    }
  }

  /// A dict, or the `OrderedDict` that is written in Python.
  private static void dict(Describer to, long address, PyType type) {
    Optional<Long> root =
        type.isHeapType()
            ? Attributes.find(to.heap(), address, "_OrderedDict__root")
            : Optional.empty();
    if (root.isEmpty()) {
      Containers.dict(to, address, type);
      return;
    }
    List<Dicts.Entry> entries = ordered(to.heap(), address, root.get(), to.limits().items() + 1);
    to.nested(address, "...", () -> pairs(to, type.shortName(), entries));
  }

  private static void pairs(Describer to, String name, List<Dicts.Entry> entries) {
    to.text(name + (entries.isEmpty() ? "(" : "(["));
    Containers.items(
        to,
        entries.size(),
        i -> {
          to.text("(");
          to.value(entries.get(i).key());
          to.text(", ");
          to.value(entries.get(i).value());
          to.text(")");
        });
    to.text(entries.isEmpty() ? ")" : "])");
  }

  /// Its order is that of a ring of lists `[previous, next, key]` (`Lib/collections.py`).
  private static List<Dicts.Entry> ordered(Heap heap, long dict, long root, int most) {
    Map<Long, Long> values = new HashMap<>();
    Dicts.entries(heap, dict, MAX_ORDERED).forEach(e -> values.put(e.key(), e.value()));
    List<Dicts.Entry> found = new ArrayList<>();
    long link = linkItem(heap, root, 1);
    while (link != root && found.size() < Math.min(most, values.size())) {
      long key = linkItem(heap, link, 2);
      Long value = values.get(key);
      found.add(new Dicts.Entry(key, value == null ? 0 : value));
      link = linkItem(heap, link, 1);
    }
    return found;
  }

  private static long linkItem(Heap heap, long link, int index) {
    if (!heap.typeOf(link).is(PyType.LIST)) {
      throw Heap.malformed(link, "no link of an OrderedDict lies there");
    }
    return heap.memory().pointer(heap.pointer(link, "list.ob_item") + 8L * index);
  }

  private static void set(Describer to, long address, PyType type) {
    List<Long> items = Sets.items(to.heap(), address, to.limits().items() + 1);
    to.nested(
        address,
        type.shortName() + "(...)",
        () -> {
          to.text(type.shortName() + "([");
          Containers.items(to, items.size(), i -> to.value(items.get(i)));
          to.text("])");
        });
  }

  private static void xrange(Describer to, long address, PyType type) {
    long start = to.heap().i64(address, "xrange.start");
    long step = to.heap().i64(address, "xrange.step");
    long stop = start + step * to.heap().i64(address, "xrange.len");
    String range = start == 0 && step == 1 ? "" + stop : start + ", " + stop;
    to.text("xrange(" + range + (step == 1 ? ")" : ", " + step + ")"));
  }

  private static void type(Describer to, long address, PyType type) {
    PyType shown = to.heap().type(address);
    String kind = shown.isHeapType() ? "class" : "type";
    to.text("<" + kind + " '" + to.heap().fullName(shown) + "'>");
  }

  /// `module.name` of a class that does not derive from `object`.
  private static String oldName(Describer to, long oldClass) {
    Heap heap = to.heap();
    String name = text(to, heap.pointer(oldClass, "class2.cl_name"));
    return Dicts.find(heap, heap.pointer(oldClass, "class2.cl_dict"), "__module__")
        .flatMap(module -> Strings.text(heap, module))
        .map(module -> module + "." + name)
        .orElse("?." + name);
  }

  private static void oldClass(Describer to, long address, PyType type) {
    to.text("<class " + oldName(to, address) + at(address) + ">");
  }

  private static void oldInstance(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    String name = oldName(to, heap.pointer(address, "instance2.in_class"));
    List<Dicts.Entry> entries =
        Dicts.entries(heap, heap.pointer(address, "instance2.in_dict"), to.limits().items() + 1);
    to.nested(
        address,
        "<" + name + " ...>",
        () -> {
          to.text("<" + name + " instance" + at(address) + (entries.isEmpty() ? "" : ", "));
          Containers.items(
              to,
              entries.size(),
              i -> {
                to.text(text(to, entries.get(i).key()) + "=");
                to.value(entries.get(i).value());
              });
          to.text(">");
        });
  }

  private static void function(Describer to, long address, PyType type) {
    String name = text(to, to.heap().pointer(address, "func.func_name"));
    to.text("<function " + name + at(address) + ">");
  }

  private static void method(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    method(
        to,
        address,
        new Denoted.Method(
            heap.pointer(address, "method.im_func"),
            heap.pointer(address, "method.im_self"),
            heap.pointer(address, "method.im_class")));
  }

  /// @param address of the method, 0 where none is in memory
  static void method(Describer to, long address, Denoted.Method method) {
    String name = methodName(to, method);
    if (method.self() == 0) {
      to.text("<unbound method " + name + ">");
      return;
    }
    to.nested(
        address,
        "<bound method " + name + " of ...>",
        () -> {
          to.text("<bound method " + name + " of ");
          to.value(method.self());
          to.text(">");
        });
  }

  private static String methodName(Describer to, Denoted.Method method) {
    Heap heap = to.heap();
    long function = method.function();
    String name =
        heap.isA(function, "function") ? text(to, heap.pointer(function, "func.func_name")) : "?";
    return className(to, method.owner()) + "." + name;
  }

  private static String className(Describer to, long owner) {
    if (owner == 0) {
      return "?";
    }
    return to.heap().isType(owner)
        ? to.heap().type(owner).shortName()
        : text(to, to.heap().pointer(owner, "class2.cl_name"));
  }

  private static void module(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    long dict = heap.pointer(address, "module.md_dict");
    String name = Dicts.find(heap, dict, "__name__").map(v -> text(to, v)).orElse("?");
    String origin =
        Dicts.find(heap, dict, "__file__")
            .map(file -> "from '" + text(to, file) + "'")
            .orElse("(built-in)");
    to.text("<module '" + name + "' " + origin + ">");
  }

  private static void generator(Describer to, long address, PyType type) {
    long code = to.heap().pointer(address, "gen.gi_code");
    String name = text(to, to.heap().pointer(code, "code.co_name"));
    to.text("<generator object " + name + at(address) + ">");
  }
}
