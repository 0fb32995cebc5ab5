package io.github.pmdb.cpython.object;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    Map<Long, Long> values = new HashMap<>();
    for (Dicts.Entry entry : Dicts.entries(heap, address, Integer.MAX_VALUE)) {
      values.put(entry.key(), entry.value());
    }
    List<Dicts.Entry> found = new ArrayList<>();
    long node = heap.pointer(address, "odict.first");
    for (int i = 0; node != 0 && found.size() < most && i <= values.size(); i++) {
      long key = heap.pointer(node, "odictnode.key");
      Long value = values.get(key);
      if (value != null) {
        found.add(new Dicts.Entry(key, value));
      }
      node = heap.pointer(node, "odictnode.next");
    }
    return found;
  }
}
