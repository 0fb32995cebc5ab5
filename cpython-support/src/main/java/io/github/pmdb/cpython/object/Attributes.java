package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Lists the attributes that an instance itself holds: its `__dict__`, wherever the version keeps
/// that, and its `__slots__`.
public final class Attributes {
  private static final int MAX_ATTRIBUTES = 10_000;
  private static final int MAX_BASES = 64;

  /// `PyMemberDef.type` of an object slot (`Include/structmember.h`, `descrobject.h`).
  private static final int T_OBJECT = 6;

  private static final int T_OBJECT_EX = 16;

  private Attributes() {}

  /// @param value address of the value
  public record Attribute(String name, long value) {}

  /// @throws io.github.pmdb.memory.MemoryFault when they can not be read
  public static List<Attribute> of(Heap heap, long object) {
    PyType type = heap.typeOf(object);
    List<Attribute> found = new ArrayList<>(slots(heap, object, type));
    for (Dicts.Entry entry : instanceDict(heap, object, type)) {
      Strings.text(heap, entry.key())
          .ifPresent(name -> found.add(new Attribute(name, entry.value())));
    }
    return found;
  }

  /// One attribute by name.
  public static Optional<Long> find(Heap heap, long object, String name) {
    return of(heap, object).stream()
        .filter(a -> a.name().equals(name))
        .map(Attribute::value)
        .findFirst();
  }

  private static List<Dicts.Entry> instanceDict(Heap heap, long object, PyType type) {
    if (type.is(PyType.MANAGED_DICT) && heap.layout().version().atLeast(3, 11)) {
      return managed(heap, object, type);
    }
    return type.dictOffset() == 0
        ? List.of()
        : plain(heap, heap.memory().pointer(dictSlot(heap, object, type)));
  }

  private static List<Dicts.Entry> plain(Heap heap, long dict) {
    return dict == 0 ? List.of() : Dicts.entries(heap, dict, MAX_ATTRIBUTES);
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

  private static List<Dicts.Entry> managed(Heap heap, long object, PyType type) {
    if (heap.has("instance.values")) { // 3.11
      long values = heap.pointer(object, "instance.values");
      return values == 0
          ? plain(heap, heap.pointer(object, "instance.dict"))
          : Dicts.inlineValues(heap, type, values);
    }
    if (heap.has("instance.tagged_values")) { // 3.12: bit 0 set means values, stored as pointer - 1
      long word = heap.pointer(object, "instance.tagged_values");
      return (word & 1) != 0 ? Dicts.inlineValues(heap, type, word + 1) : plain(heap, word);
    }
    long dict = heap.pointer(object, "instance.managed_dict");
    long inline = object + type.basicSize();
    boolean valid =
        dict == 0 && type.is(PyType.INLINE_VALUES) && heap.u8(inline, "dictvalues.valid") != 0;
    return valid ? Dicts.inlineValues(heap, type, inline) : plain(heap, dict);
  }

  private static List<Attribute> slots(Heap heap, long object, PyType type) {
    List<Attribute> found = new ArrayList<>();
    PyType at = type;
    for (int i = 0; i < MAX_BASES && at.isHeapType(); i++) {
      addSlots(heap, object, at, found);
      if (at.base() == 0) {
        break;
      }
      at = heap.type(at.base());
    }
    return found;
  }

  private static void addSlots(Heap heap, long object, PyType type, List<Attribute> found) {
    long dict = heap.pointer(type.address(), "type.tp_dict");
    if (dict == 0) {
      return;
    }
    for (Dicts.Entry entry : Dicts.entries(heap, dict, MAX_ATTRIBUTES)) {
      if (isMember(heap, entry.value())) {
        long member = heap.pointer(entry.value(), "memberdescr.d_member");
        int kind = heap.i32(member, "memberdef.type");
        long offset = heap.i64(member, "memberdef.offset");
        if ((kind == T_OBJECT || kind == T_OBJECT_EX) && offset > 0 && offset < type.basicSize()) {
          long value = heap.memory().pointer(object + offset);
          String name = Strings.text(heap, entry.key()).orElse("?");
          if (value != 0 && !name.equals("__weakref__") && !name.equals("__dict__")) {
            found.add(new Attribute(name, value));
          }
        }
      }
    }
  }

  private static boolean isMember(Heap heap, long value) {
    return heap.typeOf(value).name().equals("member_descriptor");
  }
}
