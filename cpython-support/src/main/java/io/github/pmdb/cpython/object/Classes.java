package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What classes and their bases define. Many instances share a class, so answers are kept; those of
/// a question whose [Budget] is spent are not, since they may lack something.
public final class Classes {
  private static final int MAX_MEMBERS = 10_000;
  private static final int MAX_BASES = 512;

  /// `_Py_MAX_MANAGED_STATIC_BUILTIN_TYPES`.
  private static final int MAX_STATIC_TYPES = 200;

  /// Bytes by which the interpreters of debug builds are longer before the table.
  private static final int MAX_DEBUG_SHIFT = 24;

  private final Map<Attribute, Optional<Found>> attributes = new ConcurrentHashMap<>();
  private final Map<Long, List<Slot>> slots = new ConcurrentHashMap<>();

  private record Attribute(long type, String name) {}

  /// @param owner the class that defines it
  /// @param value address of the value
  public record Found(PyType owner, long value) {}

  /// A `__slots__` entry.
  ///
  /// @param offset of the value in an instance
  record Slot(String name, long offset) {}

  /// A class attribute by name: of the class or of the first in its `__mro__` that has it.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the classes can not be read
  public static Optional<Found> find(Heap heap, PyType type, String name) {
    Map<Attribute, Optional<Found>> known = heap.classes().attributes;
    Attribute attribute = new Attribute(type.address(), name);
    Optional<Found> found = known.get(attribute);
    if (found == null) {
      found = search(heap, type, name);
      if (!heap.isSpent()) {
        known.put(attribute, found);
      }
    }
    return found;
  }

  private static Optional<Found> search(Heap heap, PyType type, String name) {
    for (PyType base : lineage(heap, type)) {
      long dict = dict(heap, base);
      Optional<Long> value = dict == 0 ? Optional.empty() : Dicts.find(heap, dict, name);
      if (value.isPresent()) {
        return Optional.of(new Found(base, value.get()));
      }
    }
    return Optional.empty();
  }

  /// `__mro__`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the classes can not be read
  public static List<PyType> lineage(Heap heap, PyType type) {
    long mro = heap.pointer(type.address(), "type.tp_mro");
    return mro == 0
        ? List.of(type)
        : Tuples.items(heap, mro, MAX_BASES).stream().map(heap::type).toList();
  }

  /// Address of `__dict__`, 0 where there is none.
  public static long dict(Heap heap, PyType type) {
    long dict = heap.pointer(type.address(), "type.tp_dict");
    boolean elsewhere =
        dict == 0
            && type.is(PyType.STATIC_BUILTIN)
            && heap.has("interp.types_builtins")
            && heap.interpreter() != 0;
    return elsewhere ? dictOfState(heap, type) : dict;
  }

  /// Since 3.12 each interpreter has a dict of its own for each builtin type. The type has the
  /// index, from 1, where its subclasses were (`managed_static_type_state` in
  /// `pycore_interp_structs.h`, `pycore_typeobject.h`); since 3.13 it may be one of those of
  /// extension modules.
  private static long dictOfState(Heap heap, PyType type) {
    long index = heap.i64(type.address(), "type.tp_subclasses") - 1;
    for (String table : List.of("interp.types_builtins", "interp.types_extensions")) {
      if (heap.has(table) && index >= 0 && index < MAX_STATIC_TYPES) {
        long size = heap.layout().offset("typestate.sizeof");
        long first = heap.interpreter() + heap.layout().offset(table) + index * size;
        for (long state = first; state <= first + MAX_DEBUG_SHIFT; state += Long.BYTES) {
          if (heap.memory().pointer(state) == type.address()) {
            return heap.pointer(state, "typestate.tp_dict");
          }
        }
      }
    }
    return 0;
  }

  /// Names of the attributes that the class and its bases define, the class's own first.
  public static List<String> names(Heap heap, PyType type) {
    List<String> names = new ArrayList<>();
    for (PyType base : lineage(heap, type)) {
      long dict = dict(heap, base);
      if (dict != 0) {
        for (Dicts.Entry entry : Dicts.entries(heap, dict, MAX_MEMBERS)) {
          Strings.text(heap, entry.key()).ifPresent(names::add);
        }
      }
    }
    return names.stream().distinct().toList();
  }

  /// The slots of a class and its bases. Only one chain of bases can have any.
  static List<Slot> slots(Heap heap, PyType type) {
    Map<Long, List<Slot>> known = heap.classes().slots;
    List<Slot> found = known.get(type.address());
    if (found == null) {
      found = List.copyOf(readSlots(heap, type));
      if (!heap.isSpent()) {
        known.put(type.address(), found);
      }
    }
    return found;
  }

  private static List<Slot> readSlots(Heap heap, PyType type) {
    List<Slot> found = new ArrayList<>();
    PyType at = type;
    for (int i = 0; i < MAX_BASES && at.isHeapType(); i++) {
      long dict = dict(heap, at);
      if (dict != 0) {
        addSlots(heap, dict, at.basicSize(), found);
      }
      if (at.base() == 0) {
        break;
      }
      at = heap.type(at.base());
    }
    return found;
  }

  private static void addSlots(Heap heap, long dict, long size, List<Slot> all) {
    List<Slot> found = new ArrayList<>();
    for (Dicts.Entry entry : Dicts.entries(heap, dict, MAX_MEMBERS)) {
      if (heap.typeOf(entry.value()).name().equals("member_descriptor")) {
        MemberDef member = MemberDef.of(heap, entry.value());
        String name = Strings.text(heap, entry.key()).orElse("?");
        boolean own = !name.equals("__weakref__") && !name.equals("__dict__");
        if (member.isObject() && own && member.offset() > 0 && member.offset() < size) {
          found.add(new Slot(name, member.offset()));
        }
      }
    }
    if (heap.has("dict.ma_table")) { // 2.7, whose dicts have no order
      found.sort(Comparator.comparingLong(Slot::offset));
    }
    all.addAll(found);
  }
}
