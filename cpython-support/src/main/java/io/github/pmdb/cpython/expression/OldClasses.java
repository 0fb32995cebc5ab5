package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.expression.PathWalk.Found;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Classes of Python 2 that do not derive from `object`, and their instances
/// (`Objects/classobject.c`).
final class OldClasses {
  private static final int MOST_CLASSES = 512;
  private static final int MOST_NAMES = 1_000;

  private static final Map<String, String> FIELDS_OF_CLASS =
      Map.of(
          "__dict__",
          "class2.cl_dict",
          "__bases__",
          "class2.cl_bases",
          "__name__",
          "class2.cl_name");

  private static final Map<String, String> FIELDS_OF_INSTANCE =
      Map.of("__dict__", "instance2.in_dict", "__class__", "instance2.in_class");

  private OldClasses() {}

  /// Whether objects of a type are those classes or their instances.
  static boolean has(Heap heap, PyType type) {
    return heap.has("class2.cl_dict")
        && (type.name().equals("classobj") || type.name().equals("instance"));
  }

  /// @throws io.github.pmdb.memory.MemoryFault when the object can not be read
  static Optional<Found> find(Heap heap, long object, String name) {
    boolean isClass = isClass(heap, object);
    String field = (isClass ? FIELDS_OF_CLASS : FIELDS_OF_INSTANCE).get(name);
    if (field != null) {
      return Optional.of(new Found.Value(heap.pointer(object, field)));
    }
    if (isClass) {
      return inClass(heap, object, name)
          .map(value -> new Found.Value(Binding.ofClass(heap, object, value)));
    }
    Optional<Long> own = Attributes.find(heap, object, name);
    return own.isPresent()
        ? own.map(Found.Value::new)
        : inClass(heap, classOf(heap, object), name)
            .map(value -> ofInstance(heap, object, name, value));
  }

  private static Found ofInstance(Heap heap, long object, String name, long value) {
    String kind = heap.typeOf(value).shortName();
    long owner = classOf(heap, object);
    return kind.equals("property") || Binding.isCode(heap, value)
        ? new Found.Missing(
            "`%s` is a %s of its class: code computes it, and nothing is run".formatted(name, kind),
            "")
        : new Found.Value(Binding.ofInstance(heap, object, owner, value));
  }

  private static boolean isClass(Heap heap, long object) {
    return heap.typeOf(object).name().equals("classobj");
  }

  private static long classOf(Heap heap, long object) {
    return heap.pointer(object, "instance2.in_class");
  }

  /// Address of what a class or the first of its bases has.
  private static Optional<Long> inClass(Heap heap, long oldClass, String name) {
    return lineage(heap, oldClass).stream()
        .flatMap(base -> Dicts.find(heap, heap.pointer(base, "class2.cl_dict"), name).stream())
        .findFirst();
  }

  /// A class and its bases in the order in which names are looked up: depth first.
  private static List<Long> lineage(Heap heap, long oldClass) {
    List<Long> found = new ArrayList<>();
    add(heap, oldClass, found);
    return found;
  }

  private static void add(Heap heap, long oldClass, List<Long> to) {
    if (to.size() >= MOST_CLASSES || to.contains(oldClass) || !isClass(heap, oldClass)) {
      return;
    }
    to.add(oldClass);
    Tuples.first(heap, heap.pointer(oldClass, "class2.cl_bases"), MOST_CLASSES)
        .forEach(base -> add(heap, base, to));
  }

  /// Whether the class of an instance has code that makes attributes up.
  static boolean makesUp(Heap heap, long object) {
    return !isClass(heap, object)
        && inClass(heap, classOf(heap, object), "__getattr__").isPresent();
  }

  /// Names that the class and its bases define.
  static List<String> names(Heap heap, long object) {
    return lineage(heap, isClass(heap, object) ? object : classOf(heap, object)).stream()
        .flatMap(
            base -> Dicts.entries(heap, heap.pointer(base, "class2.cl_dict"), MOST_NAMES).stream())
        .flatMap(entry -> Strings.text(heap, entry.key()).stream())
        .toList();
  }
}
