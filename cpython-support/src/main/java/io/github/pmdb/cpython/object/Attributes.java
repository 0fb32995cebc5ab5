package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

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

  /// The `__dict__` of an object: absent where it has none, 0 where Python makes it only when it is
  /// asked for.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  public static OptionalLong dict(Heap heap, long object) {
    Optional<Place> place = place(heap, object, heap.typeOf(object));
    return place.isPresent() ? OptionalLong.of(place.get().dict()) : OptionalLong.empty();
  }

  /// Visits what is or would be in the `__dict__`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when it can not be read
  public static void walk(Heap heap, long object, Dicts.Visitor visitor) {
    walkDict(heap, object, heap.typeOf(object), visitor);
  }

  private static void walkDict(Heap heap, long object, PyType type, Dicts.Visitor visitor) {
    Place place = place(heap, object, type).orElse(Place.EMPTY);
    if (place.values() != 0) {
      Dicts.walkInline(heap, type, place.values(), visitor);
    } else if (place.dict() != 0) {
      Dicts.walk(heap, place.dict(), visitor);
    }
  }

  /// Where an instance keeps its attributes: in a dict, or as values without one, whose names the
  /// class knows; both 0 where it has none yet.
  private record Place(long dict, long values) {
    static final Place EMPTY = new Place(0, 0);
  }

  private static Optional<Place> place(Heap heap, long object, PyType type) {
    if (type.is(PyType.MANAGED_DICT) && heap.layout().version().atLeast(3, 11)) {
      return Optional.of(managed(heap, object, type));
    }
    if (heap.has("instance2.in_dict") && type.name().equals("instance")) { // of a class of Python 2
      return Optional.of(new Place(heap.pointer(object, "instance2.in_dict"), 0));
    }
    return type.dictOffset() == 0
        ? Optional.empty()
        : Optional.of(new Place(heap.memory().pointer(dictSlot(heap, object, type)), 0));
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

  private static Place managed(Heap heap, long object, PyType type) {
    if (heap.has("instance.values")) { // 3.11
      long values = heap.pointer(object, "instance.values");
      return new Place(values == 0 ? heap.pointer(object, "instance.dict") : 0, values);
    }
    if (heap.has("instance.tagged_values")) { // 3.12: bit 0 set means values, at one more
      long word = heap.pointer(object, "instance.tagged_values");
      return (word & 1) == 0 ? new Place(word, 0) : new Place(0, word + 1);
    }
    long dict = heap.pointer(object, "instance.managed_dict");
    long inline = object + type.basicSize();
    boolean valid =
        dict == 0 && type.is(PyType.INLINE_VALUES) && heap.u8(inline, "dictvalues.valid") != 0;
    return new Place(dict, valid ? inline : 0);
  }
}
