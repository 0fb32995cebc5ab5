package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How objects of a type are rendered.
@FunctionalInterface
public interface Form {
  void render(Describer to, long address, PyType type);

  /// By the `tp_name` of the first C type in the chain of bases.
  Map<String, Form> BY_NAME = table();

  private static Map<String, Form> table() {
    Map<String, Form> forms = new HashMap<>();
    forms.put("NoneType", (to, _, _) -> to.text("None"));
    forms.put("ellipsis", (to, _, _) -> to.text("Ellipsis"));
    forms.put("NotImplementedType", (to, _, _) -> to.text("NotImplemented"));
    forms.put("bool", Scalars::bool);
    forms.put("float", Scalars::floating);
    forms.put("complex", Scalars::complex);
    forms.put("bytearray", Scalars::bytearray);
    forms.put("range", Scalars::range);
    forms.put("slice", Scalars::slice);
    forms.put("set", Containers::set);
    forms.put("frozenset", Containers::set);
    forms.put("collections.deque", Containers::deque);
    forms.put("collections.OrderedDict", OrderedDicts::render);
    forms.put("collections.defaultdict", Containers::defaultdict);
    forms.put("frozendict", Containers::frozendict);
    forms.put("mappingproxy", Containers::mappingproxy);
    forms.put("function", Named::function);
    forms.put("method", Named::method);
    forms.put("builtin_function_or_method", Named::builtin);
    forms.put("module", Named::module);
    forms.put("cell", Named::cell);
    forms.put("code", Named::code);
    forms.put("generator", Named::generator);
    forms.put("coroutine", Named::generator);
    forms.put("async_generator", Named::generator);
    forms.put("weakref", Named::weakref);
    forms.put("weakref.ReferenceType", Named::weakref);
    forms.put("dict_keys", Descriptors::view);
    forms.put("dict_values", Descriptors::view);
    forms.put("dict_items", Descriptors::view);
    forms.put("staticmethod", Descriptors::wrapped);
    forms.put("classmethod", Descriptors::wrapped);
    forms.put("method-wrapper", Descriptors::methodWrapper);
    forms.put("wrapper_descriptor", Descriptors.ofClass("slot wrapper"));
    forms.put("method_descriptor", Descriptors.ofClass("method"));
    forms.put("getset_descriptor", Descriptors.ofClass("attribute"));
    forms.put("member_descriptor", Descriptors.ofClass("member"));
    return Map.copyOf(forms);
  }

  /// The form of what is built into the language.
  ///
  /// @param base `tp_name` of the first C type in the chain of bases, or empty
  static Form builtin(Heap heap, PyType type, String base) {
    return Python2Forms.of(heap, base)
        .or(() -> Optional.ofNullable(BY_NAME.get(base)))
        .orElseGet(() -> byFlags(type));
  }

  private static Form byFlags(PyType type) {
    if (type.is(PyType.INT)) {
      return Scalars::integer;
    }
    if (type.is(PyType.STR)) {
      return Scalars::string;
    }
    if (type.is(PyType.BYTES)) {
      return Scalars::bytes;
    }
    if (type.is(PyType.LIST)) {
      return Containers::list;
    }
    if (type.is(PyType.TUPLE)) {
      return Containers::tuple;
    }
    if (type.is(PyType.DICT)) {
      return Containers::dict;
    }
    if (type.is(PyType.TYPE)) {
      return Named::type;
    }
    return type.is(PyType.EXCEPTION) ? Instances::exception : Instances.PLAIN;
  }
}
