package io.github.pmdb.cpython;

import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.MemoryFault;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Names of static types, for cores that do not hold the read-only data where `tp_name` points:
/// `builtins` and the module `types` name the same type objects.
final class TypeNames {
  private static final int MAX_NAMES = 10_000;

  /// What the module `types` calls them, and their `tp_name` (`Lib/types.py`).
  private static final Map<String, String> TYPES_MODULE =
      Map.ofEntries(
          Map.entry("FunctionType", "function"),
          Map.entry("CodeType", "code"),
          Map.entry("MappingProxyType", "mappingproxy"),
          Map.entry("SimpleNamespace", "types.SimpleNamespace"),
          Map.entry("CellType", "cell"),
          Map.entry("GeneratorType", "generator"),
          Map.entry("CoroutineType", "coroutine"),
          Map.entry("AsyncGeneratorType", "async_generator"),
          Map.entry("MethodType", "method"),
          Map.entry("BuiltinFunctionType", "builtin_function_or_method"),
          Map.entry("WrapperDescriptorType", "wrapper_descriptor"),
          Map.entry("MethodWrapperType", "method-wrapper"),
          Map.entry("MethodDescriptorType", "method_descriptor"),
          Map.entry("ClassMethodDescriptorType", "classmethod_descriptor"),
          Map.entry("ModuleType", "module"),
          Map.entry("TracebackType", "traceback"),
          Map.entry("FrameType", "frame"),
          Map.entry("GetSetDescriptorType", "getset_descriptor"),
          Map.entry("MemberDescriptorType", "member_descriptor"),
          Map.entry("InstanceType", "instance"),
          Map.entry("ClassType", "classobj"));

  private static final Map<String, String> SINGLETONS =
      Map.of("None", "NoneType", "Ellipsis", "ellipsis", "NotImplemented", "NotImplementedType");

  private static final Map<String, String> COLLECTIONS =
      Map.of(
          "deque", "collections.deque",
          "defaultdict", "collections.defaultdict",
          "OrderedDict", "collections.OrderedDict");

  private final Heap heap;
  private final Map<Long, String> names = new HashMap<>();

  private TypeNames(Heap heap) {
    this.heap = heap;
  }

  /// @param heap one that knows no names
  /// @return by address of the type object; empty when `tp_name`s are readable
  static Map<Long, String> learn(Heap heap, long interpreter) {
    TypeNames learner = new TypeNames(heap);
    try {
      long modules = heap.pointer(interpreter, "interp.modules");
      if (heap.typeOf(modules).name().equals("?")) {
        learner.builtins(heap.pointer(interpreter, "interp.builtins"));
        learner.examples(modules, heap.pointer(interpreter, "interp.builtins"));
        learner.module(modules, "types", TYPES_MODULE);
        learner.module(modules, "collections", COLLECTIONS);
      }
    } catch (MemoryFault _) {
      return learner.names; // what was learnt before is still true; the rest stays "?"
    }
    return learner.names;
  }

  private void builtins(long dict) {
    for (Dicts.Entry entry : Dicts.entries(heap, dict, MAX_NAMES)) {
      Optional<String> name = Strings.text(heap, entry.key());
      if (name.isPresent() && SINGLETONS.containsKey(name.get())) {
        names.put(heap.typeOf(entry.value()).address(), SINGLETONS.get(name.get()));
      } else if (name.isPresent() && heap.isType(entry.value())) {
        names.put(entry.value(), name.get());
      }
    }
  }

  /// Objects whose type is known wherever they are; the module `types` may not have been imported.
  private void examples(long modules, long builtins) {
    Dicts.find(heap, modules, "builtins").ifPresent(module -> example(module, "module"));
    Dicts.find(heap, builtins, "len")
        .ifPresent(function -> example(function, "builtin_function_or_method"));
    Dicts.find(heap, modules, "_frozen_importlib")
        .map(module -> heap.pointer(module, "module.md_dict"))
        .flatMap(dict -> Dicts.find(heap, dict, "_find_and_load"))
        .ifPresent(this::function);
  }

  private void function(long function) {
    example(function, "function");
    example(heap.pointer(function, "func.func_code"), "code");
  }

  private void example(long object, String typeName) {
    names.putIfAbsent(heap.typeOf(object).address(), typeName);
  }

  private void module(long modules, String module, Map<String, String> wanted) {
    Optional<Long> object = Dicts.find(heap, modules, module);
    if (object.isEmpty()) {
      return;
    }
    long dict = heap.pointer(object.get(), "module.md_dict");
    for (Dicts.Entry entry : Dicts.entries(heap, dict, MAX_NAMES)) {
      Strings.text(heap, entry.key())
          .map(wanted::get)
          .ifPresent(name -> names.putIfAbsent(entry.value(), ofVersion(name)));
    }
  }

  private String ofVersion(String name) {
    boolean renamed = name.equals("method") && !heap.layout().version().atLeast(3, 0);
    return renamed ? "instancemethod" : name;
  }
}
