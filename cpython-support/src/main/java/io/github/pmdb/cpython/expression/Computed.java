package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Python2Strings;
import io.github.pmdb.cpython.repr.Denoted;
import io.github.pmdb.cpython.repr.Denoted.Plain;
import io.github.pmdb.cpython.repr.Denoted.Stored;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Attributes that C code of Python computes from fields, each as that code does.
final class Computed {
  private static final int MOST_NAME = 512;

  /// Those that are `None` where the field is empty.
  private static final Set<String> NONE =
      Set.of("__defaults__", "__kwdefaults__", "__cause__", "__context__", "__traceback__");

  /// Those of a class written in C are no objects.
  private static final Map<String, String> NAMES =
      Map.of("__name__", "heaptype.ht_name", "__qualname__", "heaptype.ht_qualname");

  private Computed() {}

  /// What `type` computes (`Objects/typeobject.c`); `tp_bases` is the field before `tp_mro`
  /// (`Include/cpython/object.h`).
  static Optional<Denoted> ofClass(Heap heap, PyType type, String name) {
    long mro = type.address() + heap.layout().offset("type.tp_mro");
    return switch (name) {
      case "__mro__" -> stored(heap.memory().pointer(mro));
      case "__bases__" -> stored(heap.memory().pointer(mro - Long.BYTES));
      case "__dict__" -> Optional.of(new Denoted.Proxy(Classes.dict(heap, type)));
      case "__module__" -> type.isHeapType() ? Optional.empty() : Optional.of(module(heap, type));
      default -> NAMES.containsKey(name) ? name(heap, type, NAMES.get(name)) : Optional.empty();
    };
  }

  private static Optional<Denoted> stored(long address) {
    return address == 0 ? Optional.empty() : Optional.of(new Stored(address));
  }

  private static Optional<Denoted> name(Heap heap, PyType type, String field) {
    if (!heap.has(field)) {
      return Optional.empty();
    }
    return type.isHeapType()
        ? stored(heap.pointer(type.address(), field))
        : Optional.of(Plain.string(type.shortName()));
  }

  /// Of a class written in C: what is before the last dot.
  private static Denoted module(Heap heap, PyType type) {
    String builtin = Python2Strings.has(heap) ? "__builtin__" : "builtins";
    int dot = type.name().lastIndexOf('.');
    return Plain.string(dot < 0 ? builtin : type.name().substring(0, dot));
  }

  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  static Optional<Denoted> ofInstance(Heap heap, long object, String name) {
    if (name.equals("__dict__")) {
      return namespace(heap, object);
    }
    if (heap.isA(object, "builtin_function_or_method")) {
      return ofBuiltin(heap, object, name);
    }
    if (name.equals("maxlen") && heap.isA(object, "collections.deque")) {
      long most = heap.i64(object, "deque.maxlen");
      return Optional.of(most < 0 ? Plain.NONE : new Plain("int", "" + most));
    }
    boolean known = heap.isA(object, "function") || heap.isException(object);
    return known && NONE.contains(name) ? Optional.of(Plain.NONE) : Optional.empty();
  }

  private static Optional<Denoted> namespace(Heap heap, long object) {
    OptionalLong dict = Attributes.dict(heap, object);
    if (dict.isEmpty()) {
      return Optional.empty();
    }
    long address = dict.getAsLong();
    return Optional.of(address == 0 ? new Denoted.Namespace(object) : new Stored(address));
  }

  /// Its name, and that with the class's before it (`meth_get__qualname__`).
  private static Optional<Denoted> ofBuiltin(Heap heap, long function, String name) {
    long self = heap.pointer(function, "cfunc.m_self");
    String own = builtinName(heap, function);
    return switch (name) {
      case "__name__" -> Optional.of(Plain.string(own));
      case "__self__" -> self == 0 ? Optional.of(Plain.NONE) : stored(self);
      case "__qualname__" ->
          Optional.of(
              Plain.string(
                  self == 0 || heap.isA(self, "module") ? own : qualified(heap, self, own)));
      default -> Optional.empty();
    };
  }

  private static String builtinName(Heap heap, long function) {
    long name = heap.pointer(heap.pointer(function, "cfunc.m_ml"), "methoddef.ml_name");
    return new String(heap.memory().cString(name, MOST_NAME), StandardCharsets.UTF_8);
  }

  /// @param self the object or class that has the function
  private static String qualified(Heap heap, long self, String name) {
    PyType type = heap.isType(self) ? heap.type(self) : heap.typeOf(self);
    return heap.qualifiedName(type) + "." + name;
  }
}
