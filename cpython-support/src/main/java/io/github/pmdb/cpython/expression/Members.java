package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.expression.PathWalk.Found;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.cpython.repr.Denoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Attributes: of the object itself, of its class and the bases of that, and those that objects
/// written in C keep in a field.
final class Members {
  private static final int MOST_NAMES = 1_000;
  private static final int SHOWN = 20;

  /// Fields that Python shows as attributes, by the `tp_name` of the C type.
  private static final Map<String, Map<String, String>> FIELDS =
      Map.of(
          "function",
              Map.of(
                  "__code__", "func.func_code",
                  "__defaults__", "func.func_defaults",
                  "__kwdefaults__", "func.func_kwdefaults",
                  "__module__", "func.func_module",
                  "__name__", "func.func_name",
                  "__qualname__", "func.func_qualname"),
          "method", Map.of("__func__", "method.im_func", "__self__", "method.im_self"),
          "builtin_function_or_method", Map.of("__self__", "cfunc.m_self"),
          "module", Map.of("__dict__", "module.md_dict"),
          "code", Map.of("co_name", "code.co_name", "co_filename", "code.co_filename"),
          "cell", Map.of("cell_contents", "cell.ob_ref"),
          "slice", Map.of("start", "slice.start", "stop", "slice.stop", "step", "slice.step"),
          "range", Map.of("start", "range.start", "stop", "range.stop", "step", "range.step"),
          "collections.defaultdict", Map.of("default_factory", "defaultdict.default_factory"));

  private static final Map<String, String> EXCEPTION_FIELDS =
      Map.of(
          "args", "exc.args",
          "__traceback__", "exc.traceback",
          "__context__", "exc.context",
          "__cause__", "exc.cause",
          "__notes__", "exc.notes");

  /// What an enum's properties give, which Python code computes.
  private static final Map<String, String> ENUM_FIELDS =
      Map.of("value", "_value_", "name", "_name_");

  private Members() {}

  /// @throws io.github.pmdb.memory.MemoryFault when the object can not be read
  static Found find(Heap heap, long object, String name) {
    PyType type = heap.typeOf(object);
    if (OldClasses.has(heap, type)) {
      return OldClasses.find(heap, object, name).orElseGet(() -> missing(heap, object, type, name));
    }
    if (name.equals("__class__")) {
      return new Found.Value(type.address());
    }
    Optional<Long> item =
        type.is(PyType.TUPLE) ? Tuples.find(heap, object, name) : Optional.empty();
    if (item.isPresent()) {
      return new Found.Value(item.get());
    }
    Optional<Denoted> own =
        (heap.isType(object)
                ? Computed.ofClass(heap, heap.type(object), name)
                : field(heap, object, type, name).<Denoted>map(Denoted.Stored::new))
            .or(() -> namespace(heap, object, name))
            .or(() -> Attributes.find(heap, object, name).map(Denoted.Stored::new));
    Optional<Classes.Found> ofClass = Classes.find(heap, type, name);
    boolean property = ofClass.filter(f -> computes(heap, f, "property")).isPresent();
    if (own.isPresent() && !property) {
      return new Found.Value(own.get());
    }
    return ofClass
        .map(found -> ofClass(heap, object, type, name, found))
        .orElseGet(() -> ofNothing(heap, object, type, name));
  }

  private static Optional<Long> field(Heap heap, long object, PyType type, String name) {
    return Optional.ofNullable(fields(heap, type).get(name))
        .filter(heap::has)
        .map(field -> heap.pointer(object, field))
        .filter(value -> value != 0);
  }

  private static Map<String, String> fields(Heap heap, PyType type) {
    return type.is(PyType.EXCEPTION)
        ? EXCEPTION_FIELDS
        : FIELDS.getOrDefault(heap.builtinBase(type).map(PyType::name).orElse(""), Map.of());
  }

  /// What a module or a class defines.
  private static Optional<Denoted> namespace(Heap heap, long object, String name) {
    if (heap.isType(object)) {
      PyType type = heap.type(object);
      return Classes.find(heap, type, name)
          .map(found -> Binding.ofClass(heap, object, found.value()));
    }
    return heap.isA(object, "module")
        ? Dicts.find(heap, heap.pointer(object, "module.md_dict"), name).map(Denoted.Stored::new)
        : Optional.empty();
  }

  private static boolean computes(Heap heap, Classes.Found found, String descriptor) {
    return heap.isA(found.value(), descriptor);
  }

  private static Found ofClass(
      Heap heap, long object, PyType type, String name, Classes.Found found) {
    String kind = heap.typeOf(found.value()).shortName();
    String owner = found.owner().shortName();
    if (ENUM_FIELDS.containsKey(name) && owner.equals("Enum")) {
      Optional<Long> value = Attributes.find(heap, object, ENUM_FIELDS.getOrDefault(name, name));
      if (value.isPresent()) {
        return new Found.Value(value.get());
      }
    }
    return switch (kind) {
      case "property", "cached_property" ->
          new Found.Missing(
              "`%s` is a %s of %s: code computes it, and nothing is run"
                  .formatted(name, kind, owner),
              there(heap, object));
      case "member_descriptor" ->
          keptByC(heap, object, name, owner, CField.of(heap, object, found.value()));
      case "getset_descriptor" ->
          Computed.ofInstance(heap, object, name)
              .<Found>map(Found.Value::new)
              .orElseGet(() ->
                  new Found.Missing(
                      "`%s` is computed by C code of %s, and nothing is run".formatted(name, owner),
                      there(heap, object)));
      default ->
          Binding.isCode(heap, found.value())
              ? new Found.Missing(
                  "`%s` is a %s of %s: its __get__ would run for that, and nothing is run"
                      .formatted(name, kind, owner),
                  there(heap, object))
              : new Found.Value(Binding.ofInstance(heap, object, type.address(), found.value()));
    };
  }

  private static Found keptByC(Heap heap, long object, String name, String owner, CField field) {
    return switch (field) {
      case CField.Reference(long address) -> new Found.Value(address);
      case CField.Plain(Denoted.Plain value) -> new Found.Value(value);
      case CField.Unset() ->
          new Found.Missing(
              "`%s` is a slot of %s that is not set".formatted(name, owner), there(heap, object));
      case CField.Unknown(int code) ->
          new Found.Missing(
              "`%s` is kept by C code of %s in a way that is not known (%d)"
                  .formatted(name, owner, code),
              there(heap, object));
    };
  }

  /// A method has the attributes of its function, which in a damaged one may be a method again.
  private static Found ofNothing(Heap heap, long object, PyType type, String name) {
    if (isMethod(type)) {
      long function = heap.pointer(object, "method.im_func");
      if (!isMethod(heap.typeOf(function))) {
        return find(heap, function, name);
      }
    }
    return missing(heap, object, type, name);
  }

  private static boolean isMethod(PyType type) {
    return type.name().equals("method") || type.name().equals("instancemethod");
  }

  private static Found missing(Heap heap, long object, PyType type, String name) {
    String what = heap.isType(object) ? "class " + heap.type(object).shortName() : type.shortName();
    boolean hook =
        OldClasses.has(heap, type)
            ? OldClasses.makesUp(heap, object)
            : type.isHeapType() && Classes.find(heap, type, "__getattr__").isPresent();
    return new Found.Missing(
        "%s has no `%s`%s"
            .formatted(
                what, name, hook ? "; its __getattr__ might make one, which is not run" : ""),
        there(heap, object));
  }

  private static String there(Heap heap, long object) {
    List<String> names = names(heap, object).stream().filter(n -> !n.startsWith("__")).toList();
    return PathWalk.some("it has ", names.stream().limit(SHOWN).toList(), names.size());
  }

  /// Names that may follow a dot, the object's own first.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the object can not be read
  static List<String> names(Heap heap, long object) {
    PyType type = heap.typeOf(object);
    List<String> own = new ArrayList<>(new TreeSet<>(fields(heap, type).keySet()));
    if (heap.isType(object)) {
      own.addAll(Classes.names(heap, heap.type(object)));
    } else if (heap.isA(object, "module")) {
      Dicts.entries(heap, heap.pointer(object, "module.md_dict"), MOST_NAMES)
          .forEach(entry -> Strings.text(heap, entry.key()).ifPresent(own::add));
    } else {
      Attributes.of(heap, object).forEach(attribute -> own.add(attribute.name()));
    }
    if (OldClasses.has(heap, type)) {
      own.addAll(OldClasses.names(heap, object));
    }
    return Stream.concat(own.stream(), Classes.names(heap, type).stream())
        .distinct()
        .limit(MOST_NAMES)
        .toList();
  }
}
