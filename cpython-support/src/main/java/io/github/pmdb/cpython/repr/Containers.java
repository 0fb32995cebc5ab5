package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Deques;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Sets;
import io.github.pmdb.cpython.object.Tuples;
import java.util.ArrayList;
import java.util.List;

/// Lists, tuples, dicts, sets, deques.
public final class Containers {
  private Containers() {}

  /// Renders the n-th of some items.
  public interface Item {
    void render(int index);
  }

  /// @param count how many there are, of which the limit decides how many are shown
  public static void items(Describer to, long count, Item item) {
    if (to.tooDeep() && count > 0) {
      to.cut();
      return;
    }
    int shown = (int) Math.min(count, to.limits().items());
    for (int i = 0; i < shown && !to.isFull(); i++) {
      if (i > 0) {
        to.text(", ");
      }
      item.render(i);
    }
    if (shown < count) {
      to.text(", ");
      to.cut();
    }
  }

  /// Items that were read up to the limit. Fewer than that are all there are, whatever length was
  /// read at another moment.
  public static void items(Describer to, List<Long> read, long size) {
    long count = read.size() < to.limits().items() ? read.size() : size;
    items(to, count, i -> to.value(read.get(i)));
  }

  private static long size(Describer to, long address) {
    long size = to.heap().i64(address, "varobject.ob_size");
    if (size < 0) {
      throw Heap.malformed(address, "its length is " + size);
    }
    return size;
  }

  static void list(Describer to, long address, PyType type) {
    long size = size(to, address);
    long items = to.heap().pointer(address, "list.ob_item");
    to.nested(
        address,
        "[...]",
        () -> {
          to.text("[");
          items(to, size, i -> to.value(to.heap().memory().pointer(items + 8L * i)));
          to.text("]");
        });
  }

  static void tuple(Describer to, long address, PyType type) {
    long size = size(to, address);
    long items = address + to.heap().layout().offset("tuple.ob_item");
    List<String> names = Tuples.names(to.heap(), type, size);
    boolean named = !names.isEmpty();
    String shown = type.name().contains(".") ? type.name() : type.shortName();
    to.nested(
        address,
        named ? shown + "(...)" : "(...)",
        () -> {
          to.text(named ? shown + "(" : "(");
          items(
              to,
              size,
              i -> {
                to.text(named ? names.get(i) + "=" : "");
                to.value(to.heap().memory().pointer(items + 8L * i));
              });
          to.text(size == 1 && !named ? ",)" : ")");
        });
  }

  static void dict(Describer to, long address, PyType type) {
    to.nested(address, "{...}", () -> braces(to, address));
  }

  private static void braces(Describer to, long address) {
    braces(to, Dicts.entries(to.heap(), address, to.limits().items() + 1));
  }

  /// What the `__dict__` of an object would be.
  static void namespace(Describer to, long object) {
    List<Dicts.Entry> entries = new ArrayList<>();
    Attributes.walk(
        to.heap(),
        object,
        (key, value) -> {
          entries.add(new Dicts.Entry(key, value));
          return entries.size() <= to.limits().items();
        });
    to.nested(0, "{...}", () -> braces(to, entries));
  }

  private static void braces(Describer to, List<Dicts.Entry> entries) {
    to.text("{");
    items(to, entries.size(), i -> pair(to, entries.get(i)));
    to.text("}");
  }

  /// A dict, since 3.15.
  static void frozendict(Describer to, long address, PyType type) {
    boolean empty = Dicts.entries(to.heap(), address, 1).isEmpty();
    String name = type.shortName();
    to.nested(
        address,
        name + "({...})",
        () -> {
          to.text(name + "(");
          if (!empty) {
            braces(to, address);
          }
          to.text(")");
        });
  }

  public static void pair(Describer to, Dicts.Entry entry) {
    to.value(entry.key());
    to.text(": ");
    to.value(entry.value());
  }

  static void defaultdict(Describer to, long address, PyType type) {
    long factory = to.heap().pointer(address, "defaultdict.default_factory");
    String name = to.heap().shownName(type, "defaultdict");
    to.text(name + "(");
    if (factory == 0) {
      to.text("None");
    } else {
      to.value(factory);
    }
    to.text(", ");
    dict(to, address, type); // within itself it has its name and factory, and no items
    to.text(")");
  }

  /// A `mappingproxy` is a pointer to the mapping behind the object header
  /// (`Objects/descrobject.c`).
  static void mappingproxy(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    to.text("mappingproxy(");
    to.value(heap.behindHead(address, 0));
    to.text(")");
  }

  static void set(Describer to, long address, PyType type) {
    List<Long> items = Sets.items(to.heap(), address, to.limits().items() + 1);
    boolean bare = type.name().equals("set");
    to.nested(
        address,
        type.shortName() + "(...)",
        () -> {
          if (items.isEmpty()) {
            to.text(type.shortName() + "()");
            return;
          }
          to.text(bare ? "{" : type.shortName() + "({");
          items(to, items.size(), i -> to.value(items.get(i)));
          to.text(bare ? "}" : "})");
        });
  }

  static void deque(Describer to, long address, PyType type) {
    List<Long> items = Deques.items(to.heap(), address, to.limits().items());
    long size = Deques.size(to.heap(), address);
    long most = to.heap().i64(address, "deque.maxlen");
    String name = to.heap().shownName(type, "deque");
    to.nested(
        address,
        "[...]",
        () -> {
          to.text(name + "([");
          items(to, items, size);
          to.text(most < 0 ? "])" : "], maxlen=" + most + ")");
        });
  }
}
