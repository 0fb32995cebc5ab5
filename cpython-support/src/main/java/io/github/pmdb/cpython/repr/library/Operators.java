package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.cpython.repr.Describer;
import java.util.List;
import java.util.stream.Collectors;

/// What calls something else: of `operator` (`Modules/_operator.c`) and `functools`
/// (`Modules/_functoolsmodule.c`, `Lib/functools.py`).
final class Operators {
  private static final int MOST = 1_000;

  private Operators() {}

  /// How many items, and the item or a tuple of them.
  static void itemgetter(Describer to, long address, PyType type) {
    boolean one = to.heap().behindHead(address, 0) == 1;
    to.nested(
        address,
        type.name() + "(...)",
        () -> {
          to.text(type.name() + (one ? "(" : ""));
          to.value(to.heap().behindHead(address, 1));
          to.text(one ? ")" : "");
        });
  }

  /// How many names, and a tuple of them, of which each is one of parts where it had dots.
  static void attrgetter(Describer to, long address, PyType type) {
    List<Long> names = Tuples.items(to.heap(), to.heap().behindHead(address, 1), MOST);
    String shown =
        names.stream()
            .map(name -> "'" + dotted(to.heap(), name) + "'")
            .collect(Collectors.joining(", "));
    to.text(type.name() + "(" + shown + ")");
  }

  private static String dotted(Heap heap, long name) {
    return heap.typeOf(name).is(PyType.TUPLE)
        ? Tuples.items(heap, name, MOST).stream()
            .map(part -> Strings.text(heap, part).orElse("?"))
            .collect(Collectors.joining("."))
        : Strings.text(heap, name).orElse("?");
  }

  /// Name, arguments, keywords; of 3.13 the name is the first argument, too.
  static void methodcaller(Describer to, long address, PyType type) {
    boolean twice =
        to.heap().layout().version().atLeast(3, 13) && !to.heap().layout().version().atLeast(3, 14);
    List<Long> values = Tuples.items(to.heap(), to.heap().behindHead(address, 1), MOST);
    boolean named =
        twice && !values.isEmpty() && values.getFirst() == to.heap().behindHead(address, 0);
    call(to, address, type.name(), named ? values.subList(1, values.size()) : values);
  }

  /// Function, arguments, keywords.
  static void partial(Describer to, long address, PyType type) {
    boolean bare = type.isHeapType() && !type.name().contains(".");
    List<Long> values = Tuples.items(to.heap(), to.heap().behindHead(address, 1), MOST);
    call(to, address, bare ? to.heap().fullName(type) : type.name(), values);
  }

  private static void call(Describer to, long address, String name, List<Long> values) {
    long dict = to.heap().behindHead(address, 2);
    List<Dicts.Entry> keywords = dict == 0 ? List.of() : Dicts.entries(to.heap(), dict, MOST);
    to.nested(
        address,
        "...",
        () -> {
          to.text(name + "(");
          to.value(to.heap().behindHead(address, 0));
          for (long value : values) {
            to.text(", ");
            to.value(value);
          }
          keywords.forEach(keyword -> keyword(to, ", ", keyword));
          to.text(")");
        });
  }

  private static void keyword(Describer to, String before, Dicts.Entry keyword) {
    to.text(before + Strings.text(to.heap(), keyword.key()).orElse("?") + "=");
    to.value(keyword.value());
  }

  /// `functools.partialmethod`, in Python: commas stand for nothing up to 3.12.
  static void partialMethod(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    boolean spare = !heap.layout().version().atLeast(3, 13);
    List<Long> values = Tuples.items(heap, LibraryClasses.attribute(heap, address, "args"), MOST);
    List<Dicts.Entry> keywords =
        Dicts.entries(heap, LibraryClasses.attribute(heap, address, "keywords"), MOST);
    to.nested(
        address,
        "...",
        () -> {
          to.text(heap.fullName(type) + "(");
          to.value(LibraryClasses.attribute(heap, address, "func"));
          to.text(spare ? ", " : "");
          for (int i = 0; i < values.size(); i++) {
            to.text(spare && i == 0 ? "" : ", ");
            to.value(values.get(i));
          }
          to.text(spare ? ", " : "");
          for (int i = 0; i < keywords.size(); i++) {
            keyword(to, spare && i == 0 ? "" : ", ", keywords.get(i));
          }
          to.text(")");
        });
  }
}
