package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.expression.PathWalk.Found;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Deques;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.repr.library.Reprs;
import io.github.pmdb.interpreter.Limits;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/// What is in brackets: indexes of sequences, keys of dicts.
final class Items {
  private static final int SHOWN = 10;

  private static final Limits KEY = new Limits(1, 2, 4, 60);

  private Items() {}

  /// @param text the brackets as typed
  /// @throws io.github.pmdb.memory.MemoryFault when the object can not be read
  static Found find(Heap heap, long address, Key key, String text) {
    long object = heap.behind(address, "mappingproxy", "object.sizeof");
    PyType type = heap.typeOf(object);
    Optional<Classes.Found> own = Classes.find(heap, type, "__getitem__");
    if (own.filter(found -> !isOfC(heap, found)).isPresent()) {
      return new Found.Missing(
          "`%s.__getitem__` would run for that, and nothing is run"
              .formatted(own.get().owner().shortName()),
          "");
    }
    if (type.is(PyType.DICT)) {
      return inDict(heap, object, key, text);
    }
    if (type.is(PyType.LIST)) {
      long items = heap.pointer(object, "list.ob_item");
      return at(heap, object, key, i -> heap.memory().pointer(items + 8 * i));
    }
    if (type.is(PyType.TUPLE)) {
      long items = object + heap.layout().offset("tuple.ob_item");
      return at(heap, object, key, i -> heap.memory().pointer(items + 8 * i));
    }
    if (heap.isA(object, "collections.deque")) {
      return at(heap, object, key, Deques.size(heap, object), i -> Deques.item(heap, object, i));
    }
    return new Found.Missing(
        "%s has no items that are objects of their own".formatted(type.shortName()),
        "brackets look into dict, list, tuple and deque, and classes derived from them;"
            + " `.name` looks at attributes");
  }

  /// Whether it is what dict, list, tuple and deque themselves do.
  private static boolean isOfC(Heap heap, Classes.Found method) {
    String kind = heap.typeOf(method.value()).name();
    return kind.equals("method_descriptor") || kind.equals("wrapper_descriptor");
  }

  private static Found inDict(Heap heap, long dict, Key key, String text) {
    Optional<Long> value = Dicts.find(heap, dict, candidate -> key.matches(heap, candidate));
    if (value.isPresent()) {
      return new Found.Value(value.get());
    }
    List<String> keys =
        Dicts.entries(heap, dict, SHOWN).stream()
            .map(entry -> Reprs.of(heap, entry.key(), KEY).text())
            .toList();
    String there =
        keys.isEmpty()
            ? "the dict is empty"
            : PathWalk.some("its keys are ", keys, Dicts.size(heap, dict));
    String made =
        Classes.find(heap, heap.typeOf(dict), "__missing__")
            .map(found -> "; `" + found.owner().shortName() + ".__missing__` would run, and is not")
            .orElse("");
    return new Found.Missing("there is no key " + text + made, there);
  }

  private static Found at(Heap heap, long object, Key key, LongUnaryOperator item) {
    return at(heap, object, key, heap.i64(object, "varobject.ob_size"), item);
  }

  private static Found at(Heap heap, long object, Key key, long size, LongUnaryOperator item) {
    String type = heap.typeOf(object).shortName();
    if (!(key instanceof Key.Whole(BigInteger index))) {
      return new Found.Missing("a %s has indexes, not keys".formatted(type), range(size));
    }
    long wanted = index.bitLength() > 62 ? Long.MAX_VALUE : index.longValue();
    long at = wanted < 0 ? size + wanted : wanted;
    if (at < 0 || at >= size) {
      return new Found.Missing("there is no item %s in the %s".formatted(index, type), range(size));
    }
    return new Found.Value(item.applyAsLong(at));
  }

  private static String range(long size) {
    return size <= 0 ? "it is empty" : "its indexes are 0 to " + (size - 1);
  }
}
