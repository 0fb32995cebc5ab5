package io.github.pmdb.cpython.object;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `tuple` objects, and the names that items have in classes derived from `tuple`.
public final class Tuples {
  private static final int MAX_FIELDS = 1024;
  private static final int MAX_NAME = 256;

  /// `sizeof(PyMemberDef)`.
  private static final int MEMBER = 40;

  private Tuples() {}

  /// How many items there are.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no tuple
  public static int size(Heap heap, long address) {
    if (address == 0 || !heap.typeOf(address).is(PyType.TUPLE)) {
      throw Heap.malformed(address, "no tuple object lies there");
    }
    long size = heap.i64(address, "varobject.ob_size");
    return Heap.bounded(size, Integer.MAX_VALUE, address, "length");
  }

  /// Addresses of all items.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no tuple, or it has more than `most`
  public static List<Long> items(Heap heap, long address, int most) {
    Heap.bounded(size(heap, address), most, address, "length");
    return first(heap, address, most);
  }

  /// Addresses of the first items, at most `most`.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when there is no tuple
  public static List<Long> first(Heap heap, long address, int most) {
    int size = Math.min(size(heap, address), most);
    long first = address + heap.layout().offset("tuple.ob_item");
    List<Long> items = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      items.add(heap.memory().pointer(first + 8L * i));
    }
    return items;
  }

  /// The names of the items where each has one: in a class of `collections.namedtuple`, or a struct
  /// sequence written in C, such as `sys.version_info`; else empty.
  ///
  /// @param size how many items there are
  /// @throws io.github.pmdb.memory.MemoryFault when the type can not be read
  public static List<String> names(Heap heap, PyType type, long size) {
    List<String> names =
        type.name().contains(".") ? memberNames(heap, type, size) : fieldNames(heap, type);
    return names.size() == size ? names : List.of();
  }

  /// Address of the item of that name, absent where no item of the tuple has it.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the tuple can not be read
  public static Optional<Long> find(Heap heap, long address, String name) {
    long size = heap.i64(address, "varobject.ob_size");
    int index = names(heap, heap.typeOf(address), size).indexOf(name);
    return index < 0
        ? Optional.empty()
        : Optional.of(
            heap.memory().pointer(address + heap.layout().offset("tuple.ob_item") + 8L * index));
  }

  /// `tp_members`, which stand three words before `tp_dict` (`Include/cpython/object.h`).
  private static List<String> memberNames(Heap heap, PyType type, long size) {
    long member = heap.memory().pointer(type.address() + heap.layout().offset("type.tp_dict") - 24);
    List<String> names = new ArrayList<>();
    while (member != 0 && names.size() < Math.min(size, MAX_FIELDS)) {
      long name = heap.memory().pointer(member);
      if (name == 0) {
        return List.of();
      }
      names.add(new String(heap.memory().cString(name, MAX_NAME), StandardCharsets.UTF_8));
      member += MEMBER;
    }
    return names;
  }

  /// `_fields` of a namedtuple class, else empty.
  private static List<String> fieldNames(Heap heap, PyType type) {
    Optional<Classes.Found> fields =
        type.isHeapType() ? Classes.find(heap, type, "_fields") : Optional.empty();
    if (fields.isEmpty() || !heap.typeOf(fields.get().value()).is(PyType.TUPLE)) {
      return List.of();
    }
    return items(heap, fields.get().value(), MAX_FIELDS).stream()
        .map(item -> Strings.text(heap, item).orElse("?"))
        .toList();
  }
}
