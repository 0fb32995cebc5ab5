package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `collections.OrderedDict`, whose order is that of a linked list beside the dict
/// (`Objects/odictobject.c`).
final class OrderedDicts {
  private OrderedDicts() {}

  static void render(Describer to, long address, PyType type) {
    boolean asDict = to.heap().layout().version().atLeast(3, 12);
    List<Dicts.Entry> entries = ordered(to.heap(), address, to.limits().items() + 1);
    to.nested(
        address,
        "...",
        () -> {
          if (entries.isEmpty()) {
            to.text(type.shortName() + "()");
            return;
          }
          to.text(type.shortName() + (asDict ? "({" : "(["));
          Containers.items(to, entries.size(), i -> pair(to, entries.get(i), asDict));
          to.text(asDict ? "})" : "])");
        });
  }

  private static void pair(Describer to, Dicts.Entry entry, boolean asDict) {
    to.text(asDict ? "" : "(");
    to.value(entry.key());
    to.text(asDict ? ": " : ", ");
    to.value(entry.value());
    to.text(asDict ? "" : ")");
  }

  private static List<Dicts.Entry> ordered(Heap heap, long address, int most) {
    List<Long> keys = keys(heap, address, most);
    Set<Long> wanted = new HashSet<>(keys);
    Map<Long, Long> values = new HashMap<>();
    Dicts.walk(
        heap,
        address,
        (key, value) -> {
          if (wanted.contains(key)) {
            values.put(key, value);
          }
          return values.size() < wanted.size();
        });
    List<Dicts.Entry> found = new ArrayList<>();
    for (long key : keys) {
      Long value = values.get(key);
      if (value != null) {
        found.add(new Dicts.Entry(key, value));
      }
    }
    return found;
  }

  /// The first keys of the linked list; a damaged one may be a ring.
  private static List<Long> keys(Heap heap, long address, int most) {
    List<Long> keys = new ArrayList<>();
    long node = heap.pointer(address, "odict.first");
    while (node != 0 && keys.size() < most) {
      keys.add(heap.pointer(node, "odictnode.key"));
      node = heap.pointer(node, "odictnode.next");
    }
    return keys;
  }
}
