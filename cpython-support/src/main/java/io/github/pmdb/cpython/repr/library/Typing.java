package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.MemberDef;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import io.github.pmdb.cpython.repr.Containers;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Form;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `typing.List[int]` and others of `Lib/typing.py`, as they are since 3.7, and variables of types,
/// which are written in C since 3.12 (`Objects/typevarobject.c`).
final class Typing {
  private static final int MOST = 1_000;

  /// By the class in which the `__repr__` is written.
  private static final Map<String, Form> FORMS =
      Map.of(
          "_SpecialForm", LibraryClasses.having("_name", Typing::special),
          "_SpecialGenericAlias", LibraryClasses.having("_name", Typing::special),
          "_GenericAlias", LibraryClasses.having("__args__", Typing::alias),
          "_UnionGenericAlias", LibraryClasses.having("__args__", Typing::union), // up to 3.13
          "_CallableGenericAlias", LibraryClasses.having("__args__", Typing::callable),
          "TypeVar", LibraryClasses.having("__covariant__", Typing::variable), // up to 3.9
          "_TypeVarLike", LibraryClasses.having("__covariant__", Typing::variable), // 3.10
          "_BoundVarianceMixin", LibraryClasses.having("__covariant__", Typing::variable)); // 3.11

  /// What stands for parameters that are not listed, beside `...`.
  private static final Set<String> PARAMETERS = Set.of("ParamSpec", "_ConcatenateGenericAlias");

  private Typing() {}

  static Optional<Form> of(Heap heap, String owner) {
    PythonVersion version = heap.layout().version();
    if (owner.equals("_GenericAlias") && !version.atLeast(3, 9)) {
      return Optional.of(LibraryClasses.having("_special", Typing::older));
    }
    return version.atLeast(3, 7) ? Optional.ofNullable(FORMS.get(owner)) : Optional.empty();
  }

  private static Optional<String> name(Heap heap, long address, String attribute) {
    return Strings.text(heap, LibraryClasses.attribute(heap, address, attribute));
  }

  private static List<Long> arguments(Describer to, long address) {
    long arguments = LibraryClasses.attribute(to.heap(), address, "__args__");
    return Tuples.items(to.heap(), arguments, MOST);
  }

  private static void special(Describer to, long address, PyType type) {
    to.text("typing." + name(to.heap(), address, "_name").orElse("?"));
  }

  private static void alias(Describer to, long address, PyType type) {
    List<Long> arguments = arguments(to, address);
    to.nested(
        address,
        "...",
        () -> {
          long name = LibraryClasses.attribute(to.heap(), address, "_name");
          if (to.heap().typeOf(name).is(PyType.STR)) {
            special(to, address, type);
          } else {
            Annotations.item(to, LibraryClasses.attribute(to.heap(), address, "__origin__"));
          }
          listed(to, arguments.isEmpty() ? "[()" : "[", arguments, "]");
        });
  }

  /// Of 3.7 and 3.8, where one class has all.
  private static void older(Describer to, long address, PyType type) {
    boolean called = name(to.heap(), address, "_name").filter("Callable"::equals).isPresent();
    if (LibraryClasses.isTrue(to.heap(), address, "_special")) {
      special(to, address, type);
    } else if (called) {
      callable(to, address, type);
    } else {
      alias(to, address, type);
    }
  }

  private static void listed(Describer to, String before, List<Long> items, String after) {
    to.text(before);
    Containers.items(to, items.size(), i -> Annotations.item(to, items.get(i)));
    to.text(after);
  }

  /// A union of two of which one is `None` is called optional.
  private static void union(Describer to, long address, PyType type) {
    List<Long> arguments = arguments(to, address);
    List<Long> others =
        arguments.stream().filter(argument -> !isNoneType(to.heap(), argument)).toList();
    if (arguments.size() == 2 && others.size() == 1) {
      to.nested(address, "...", () -> listed(to, "typing.Optional[", others, "]"));
    } else {
      alias(to, address, type);
    }
  }

  private static boolean isNoneType(Heap heap, long address) {
    return heap.isType(address) && heap.type(address).name().equals("NoneType");
  }

  /// The last argument is what is returned.
  private static void callable(Describer to, long address, PyType type) {
    List<Long> arguments = arguments(to, address);
    boolean any = arguments.size() == 2 && isList(to.heap(), arguments.getFirst());
    if (arguments.isEmpty() || any) {
      alias(to, address, type);
      return;
    }
    to.nested(
        address,
        "...",
        () -> {
          listed(to, "typing.Callable[[", arguments.subList(0, arguments.size() - 1), "], ");
          Annotations.item(to, arguments.getLast());
          to.text("]");
        });
  }

  /// Whether it stands for any number of parameters.
  private static boolean isList(Heap heap, long address) {
    PyType type = heap.typeOf(address);
    return type.name().equals("ellipsis") || PARAMETERS.contains(type.shortName());
  }

  private static void variable(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    boolean covariant = LibraryClasses.isTrue(heap, address, "__covariant__");
    boolean contravariant = LibraryClasses.isTrue(heap, address, "__contravariant__");
    to.text(sign(covariant, contravariant) + name(heap, address, "__name__").orElse("?"));
  }

  private static String sign(boolean covariant, boolean contravariant) {
    return covariant ? "+" : contravariant ? "-" : "~";
  }

  /// Since 3.12: of those that a function or class lists the variance is not told, nor is that of a
  /// `TypeVarTuple`.
  static void inC(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    String name =
        offset(heap, type, "__name__")
            .flatMap(offset -> Strings.text(heap, heap.memory().pointer(address + offset)))
            .orElse("?");
    boolean silent =
        offset(heap, type, "__covariant__").isEmpty()
            || isSet(heap, address, type, "__infer_variance__");
    boolean covariant = isSet(heap, address, type, "__covariant__");
    boolean contravariant = isSet(heap, address, type, "__contravariant__");
    to.text((silent ? "" : sign(covariant, contravariant)) + name);
  }

  private static boolean isSet(Heap heap, long address, PyType type, String name) {
    return offset(heap, type, name)
        .filter(offset -> heap.memory().u8(address + offset) != 0)
        .isPresent();
  }

  private static Optional<Long> offset(Heap heap, PyType type, String name) {
    return Classes.find(heap, type, name)
        .filter(found -> heap.typeOf(found.value()).name().equals("member_descriptor"))
        .map(found -> MemberDef.of(heap, found.value()).offset());
  }
}
