package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists the attributes that an instance itself holds: its `__dict__`, wherever the version keeps
/// that, and its `__slots__`.
public final class Attributes {
  private static final int MAX_ATTRIBUTES = 10_000;

  private Attributes() {}

  /// @param value address of the value
  public record Attribute(String name, long value) {}

  /// The first ones, slots before the `__dict__`, at most 10,000 of each.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public static List<Attribute> of(Heap heap, long object) {
    PyType type = heap.typeOf(object);
    List<Attribute> found = new ArrayList<>(slots(heap, object, type));
    int most = found.size() + MAX_ATTRIBUTES;
    walkDict(
        heap,
        object,
        type,
        (key, value) -> {
          Strings.text(heap, key).ifPresent(name -> found.add(new Attribute(name, value)));
          return found.size() < most;
        });
    return found;
  }

  /// One attribute by name.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public static Optional<Long> find(Heap heap, long object, String name) {
    PyType type = heap.typeOf(object);
    List<Long> found = new ArrayList<>(1);
    slots(heap, object, type).stream()
        .filter(slot -> slot.name().equals(name))
        .forEach(slot -> found.add(slot.value()));
    if (found.isEmpty()) {
      walkDict(
          heap,
          object,
          type,
          (key, value) -> {
            if (Strings.equals(heap, key, name)) {
              found.add(value);
            }
            return found.isEmpty();
          });
    }
    return found.stream().findFirst();
  }

  private static List<Attribute> slots(Heap heap, long object, PyType type) {
    List<Attribute> found = new ArrayList<>();
    for (Classes.Slot slot : Classes.slots(heap, type)) {
      long value = heap.memory().pointer(object + slot.offset());
      if (value != 0) {
        found.add(new Attribute(slot.name(), value));
      }
    }
    return found;
  }

  private static void walkDict(Heap heap, long object, PyType type, Dicts.Visitor visitor) {
    if (type.is(PyType.MANAGED_DICT) && heap.layout().version().atLeast(3, 11)) {
      managed(heap, object, type, visitor);
    } else if (heap.has("instance2.in_dict") && type.name().equals("instance")) {
      plain(heap, heap.pointer(object, "instance2.in_dict"), visitor); // of a class of Python 2
    } else if (type.dictOffset() != 0) {
      plain(heap, heap.memory().pointer(dictSlot(heap, object, type)), visitor);
    }
  }

  private static void plain(Heap heap, long dict, Dicts.Visitor visitor) {
    if (dict != 0) {
      Dicts.walk(heap, dict, visitor);
    }
  }

  /// A negative `tp_dictoffset` counts from the end of a variable-size object
  /// (`_PyObject_GetDictPtr` in `Objects/object.c`).
  private static long dictSlot(Heap heap, long object, PyType type) {
    if (type.dictOffset() > 0) {
      return object + type.dictOffset();
    }
    long items = Math.abs(heap.i64(object, "varobject.ob_size"));
    if (heap.has("long.lv_tag") && type.is(PyType.INT)) {
      items = heap.i64(object, "long.lv_tag") >>> 3;
    }
    long size = type.basicSize() + items * type.itemSize();
    return object + (size + 7 & ~7L) + type.dictOffset();
  }

  private static void managed(Heap heap, long object, PyType type, Dicts.Visitor visitor) {
    if (heap.has("instance.values")) { // 3.11
      long values = heap.pointer(object, "instance.values");
      if (values == 0) {
        plain(heap, heap.pointer(object, "instance.dict"), visitor);
      } else {
        Dicts.walkInline(heap, type, values, visitor);
      }
    } else if (heap.has("instance.tagged_values")) {
      tagged(heap, type, heap.pointer(object, "instance.tagged_values"), visitor);
    } else {
      long dict = heap.pointer(object, "instance.managed_dict");
      long inline = object + type.basicSize();
      boolean valid =
          dict == 0 && type.is(PyType.INLINE_VALUES) && heap.u8(inline, "dictvalues.valid") != 0;
      if (valid) {
        Dicts.walkInline(heap, type, inline, visitor);
      } else {
        plain(heap, dict, visitor);
      }
    }
  }

  /// 3.12: bit 0 set means values, stored as their address less one.
  private static void tagged(Heap heap, PyType type, long word, Dicts.Visitor visitor) {
    if ((word & 1) != 0) {
      Dicts.walkInline(heap, type, word + 1, visitor);
    } else {
      plain(heap, word, visitor);
    }
  }
}
