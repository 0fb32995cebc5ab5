package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.cpython.object.PyType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How objects of a type are rendered.
@FunctionalInterface
interface Form {
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
    library(forms);
    return Map.copyOf(forms);
  }

  private static void library(Map<String, Form> forms) {
    forms.put("datetime.date", Dates::date);
    forms.put("datetime.datetime", Dates::datetime);
    forms.put("datetime.time", Dates::time);
    forms.put("datetime.timedelta", Dates::timedelta);
    forms.put("datetime.timezone", Dates::timezone);
    forms.put("decimal.Decimal", Decimals::render);
    forms.put("decimal.Context", since3(Decimals::context));
    forms.put("array.array", since3(Arrays::array));
    forms.put("memoryview", since3(Arrays::view));
    forms.put("re.Pattern", Patterns::render);
    forms.put("_sre.SRE_Pattern", since3(Patterns::render)); // 3.6
    forms.put("_io.TextIOWrapper", since3(OpenFiles::text));
    forms.put("_io.BufferedReader", since3(OpenFiles::buffered));
    forms.put("_io.BufferedWriter", since3(OpenFiles::buffered));
    forms.put("_io.BufferedRandom", since3(OpenFiles::buffered));
    forms.put("_io.FileIO", since3(OpenFiles::file));
    forms.put("itertools.count", since3(Iterators::count));
    forms.put("itertools.repeat", since3(Iterators::repeat));
    forms.put("types.SimpleNamespace", LibraryClasses::namespace);
    forms.put("functools.partial", LibraryClasses::partial);
    forms.put(Lock.PLAIN, Locks::render);
    forms.put(Lock.RECURSIVE, Locks::render);
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
  }

  /// 2.7 has other structs for it, or shows it otherwise.
  private static Form since3(Form form) {
    return (to, address, type) -> {
      boolean old = !to.heap().layout().version().atLeast(3, 0);
      Form chosen = old ? Instances::instance : form;
      chosen.render(to, address, type);
    };
  }

  /// @throws io.github.pmdb.memory.MemoryFault when the types can not be read
  static Form of(Heap heap, long address, PyType type) {
    Optional<Form> library = LibraryClasses.of(heap, type);
    if (library.isPresent()) {
      return library.get();
    }
    Optional<String> base = heap.builtinBase(type).map(PyType::name);
    Optional<Form> named = Python2Forms.of(heap, base.orElse("")).or(() -> base.map(BY_NAME::get));
    return named.orElseGet(() -> byFlags(type));
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
    return type.is(PyType.EXCEPTION) ? Instances::exception : Instances::instance;
  }
}
