package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.repr.Containers;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Form;
import io.github.pmdb.cpython.repr.Instances;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Classes whose `__repr__` is Python code of the standard library, told by the file and the name
/// of that code. A class with a `__repr__` of its own is not among them: that is not run.
final class LibraryClasses {
  private static final int MAX_FIELDS = 1_000;
  private static final int MAX_COUNTS = 10_000;

  /// The last since 3.14, the one before in 3.13.
  private static final List<String> PATHS =
      List.of("pathlib.py", "pathlib/_local.py", "pathlib/__init__.py");

  /// Whose `__repr__` that of enums and their classes is.
  private static final Set<String> ENUMS =
      Set.of("Enum.__repr__", "Flag.__repr__", "EnumMeta.__repr__", "EnumType.__repr__");

  /// Functions of `enum.py` that make members of a module's constants, since 3.11.
  private static final Set<String> GLOBALS = Set.of("global_enum_repr", "global_flag_repr");

  private LibraryClasses() {}

  /// @param file of the code that makes the text
  /// @param written the function's name with that of the class in which it is written: a class of
  ///   an enum may own a function that `enum.py` has put there
  private record Code(String owner, String file, String name, String written) {
    boolean isOf(String module) {
      return file.endsWith("/" + module) || file.equals(module);
    }
  }

  /// @throws io.github.pmdb.memory.MemoryFault when the class can not be read
  static Optional<Form> of(Heap heap, PyType type) {
    if (!type.isHeapType()) {
      return Optional.empty();
    }
    return Classes.find(heap, type, "__repr__")
        .filter(repr -> heap.typeOf(repr.value()).name().equals("function"))
        .map(repr -> code(heap, repr))
        .flatMap(code -> form(heap, type, code));
  }

  private static Code code(Heap heap, Classes.Found repr) {
    long code = heap.pointer(repr.value(), "func.func_code");
    return new Code(
        repr.owner().shortName(),
        Strings.text(heap, heap.pointer(code, "code.co_filename")).orElse(""),
        Strings.text(heap, heap.pointer(code, "code.co_name")).orElse(""),
        heap.has("func.func_qualname")
            ? Strings.text(heap, heap.pointer(repr.value(), "func.func_qualname")).orElse("")
            : "");
  }

  /// A form for objects that have an attribute: others only look like those of the library, as a
  /// file of the same name does.
  static Form having(String attribute, Form form) {
    return (to, address, type) -> {
      boolean there = Attributes.find(to.heap(), address, attribute).isPresent();
      Form fitting = there ? form : Instances::instance;
      fitting.render(to, address, type);
    };
  }

  private static Optional<Form> form(Heap heap, PyType type, Code code) {
    boolean wrapped =
        code.name().equals("wrapper") && (code.isOf("dataclasses.py") || code.isOf("reprlib.py"));
    if (wrapped && Classes.find(heap, type, "__dataclass_fields__").isPresent()) {
      return Optional.of(LibraryClasses::dataclass);
    }
    if (wrapped && code.owner().equals("ChainMap")) {
      return Optional.of(LibraryClasses::chain);
    }
    Optional<Form> ofEnum = ofEnum(type, code);
    if (ofEnum.isPresent()) {
      return ofEnum;
    }
    if (code.isOf("fractions.py") && code.owner().equals("Fraction")) {
      return Optional.of(having("_numerator", LibraryClasses::fraction));
    }
    if (code.owner().equals("Decimal") && (code.isOf("_pydecimal.py") || code.isOf("decimal.py"))) {
      return Optional.of(having("_int", Decimals::inPython));
    }
    if (code.isOf("uuid.py") && code.owner().equals("UUID")) {
      return Optional.of(having("int", LibraryClasses::uuid));
    }
    if (code.owner().equals("partialmethod") && (wrapped || code.isOf("functools.py"))) {
      return Optional.of(having("keywords", Operators::partialMethod));
    }
    if (code.isOf("ipaddress.py")) {
      return network(code.owner());
    }
    if (code.owner().equals("PurePath") && PATHS.stream().anyMatch(code::isOf)) {
      return Optional.of(Paths::render);
    }
    return code.isOf("collections/__init__.py") || code.isOf("collections.py")
        ? collection(code.owner())
        : code.isOf("typing.py") ? Typing.of(heap, code.owner()) : waitedFor(code);
  }

  private static Optional<Form> waitedFor(Code code) {
    if (code.isOf("asyncio/locks.py")) {
      return Asyncio.ofLocks(code.owner());
    }
    if (code.isOf("asyncio/queues.py")) {
      return Asyncio.ofQueues(code.owner());
    }
    return code.isOf("threading.py") ? Threading.of(code.owner()) : Optional.empty();
  }

  private static Optional<Form> ofEnum(PyType type, Code code) {
    if (code.isOf("enum.py") && ENUMS.contains(code.written())) {
      return Optional.of(type.is(PyType.TYPE) ? Enums::type : having("_value_", Enums::member));
    }
    if (code.isOf("enum.py") && GLOBALS.contains(code.written())) {
      return Optional.of(having("_value_", Enums::constant));
    }
    return code.isOf("re.py") && code.written().equals("RegexFlag.__repr__")
        ? Optional.of(having("_value_", Enums::ofExpression))
        : Optional.empty();
  }

  private static Optional<Form> network(String owner) {
    return switch (owner) {
      case "_BaseAddress" -> Optional.of(having("_ip", Networks::address));
      case "_BaseNetwork" -> Optional.of(having("network_address", Networks::network));
      default -> Optional.empty();
    };
  }

  private static Optional<Form> collection(String owner) {
    return switch (owner) {
      case "Counter" -> Optional.of(LibraryClasses::counter);
      case "UserDict", "UserList", "UserString" ->
          Optional.of((to, address, _) -> to.value(attribute(to.heap(), address, "data")));
      default -> Optional.empty();
    };
  }

  static long attribute(Heap heap, long address, String name) {
    return Attributes.find(heap, address, name)
        .orElseThrow(() -> Heap.malformed(address, "it has no " + name));
  }

  /// Whether an object has an attribute that is a number other than 0, or `True`.
  static boolean isTrue(Heap heap, long address, String name) {
    return Attributes.find(heap, address, name)
        .flatMap(value -> Ints.small(heap, value))
        .filter(value -> value != 0)
        .isPresent();
  }

  private static void dataclass(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    List<String> names = fields(heap, type);
    to.nested(
        address,
        "...",
        () -> {
          to.text(heap.qualifiedName(type) + "(");
          Containers.items(
              to,
              names.size(),
              i -> {
                to.text(names.get(i) + "=");
                to.value(
                    Attributes.find(heap, address, names.get(i))
                        .or(() -> Classes.find(heap, type, names.get(i)).map(Classes.Found::value))
                        .orElse(0L));
              });
          to.text(")");
        });
  }

  /// Names of the fields that the text shows: not those with `repr=False`, not class variables.
  private static List<String> fields(Heap heap, PyType type) {
    long dict = Classes.find(heap, type, "__dataclass_fields__").orElseThrow().value();
    List<String> names = new ArrayList<>();
    for (Dicts.Entry entry : Dicts.entries(heap, dict, MAX_FIELDS)) {
      boolean shown = isTrue(heap, entry.value(), "repr");
      boolean field =
          Attributes.find(heap, entry.value(), "_field_type")
              .flatMap(kind -> Attributes.find(heap, kind, "name"))
              .filter(name -> Strings.equals(heap, name, "_FIELD"))
              .isPresent();
      if (shown && field) {
        Strings.text(heap, entry.key()).ifPresent(names::add);
      }
    }
    return names;
  }

  /// The most common first, as `Counter.most_common`.
  private static void counter(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    List<Dicts.Entry> entries = new ArrayList<>(Dicts.entries(heap, address, MAX_COUNTS));
    boolean numbers =
        entries.stream().allMatch(entry -> Ints.areOf(heap, heap.typeOf(entry.value())));
    if (numbers) {
      entries.sort(
          Comparator.comparing(
                  (Dicts.Entry entry) -> Ints.read(heap, entry.value()).orElse(BigInteger.ZERO))
              .reversed());
    }
    long all = Dicts.size(heap, address);
    if (entries.size() < all) {
      to.doubt("the most common of only %d of its %d counts come first".formatted(MAX_COUNTS, all));
    }
    to.nested(
        address,
        "...",
        () -> {
          to.text(type.shortName() + (entries.isEmpty() ? "(" : "({"));
          Containers.items(to, entries.size(), i -> Containers.pair(to, entries.get(i)));
          to.text(entries.isEmpty() ? ")" : "})");
        });
  }

  private static void chain(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    long maps = attribute(heap, address, "maps");
    long first = heap.pointer(maps, "list.ob_item");
    long size = heap.i64(maps, "varobject.ob_size");
    to.nested(
        address,
        "...",
        () -> {
          to.text(type.shortName() + "(");
          Containers.items(to, size, i -> to.value(heap.memory().pointer(first + 8L * i)));
          to.text(")");
        });
  }

  private static void fraction(Describer to, long address, PyType type) {
    to.text(type.shortName() + "(");
    to.value(attribute(to.heap(), address, "_numerator"));
    to.text(", ");
    to.value(attribute(to.heap(), address, "_denominator"));
    to.text(")");
  }

  private static void uuid(Describer to, long address, PyType type) {
    String hex =
        Ints.read(to.heap(), attribute(to.heap(), address, "int"))
            .filter(value -> value.bitLength() <= 128)
            .map(value -> "%032x".formatted(value))
            .orElseThrow(() -> Heap.malformed(address, "no UUID has that number"));
    to.text(
        "%s('%s-%s-%s-%s-%s')"
            .formatted(
                type.shortName(),
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20)));
  }

  /// `types.SimpleNamespace`, written in C: sorted by name up to 3.8.
  static void namespace(Describer to, long address, PyType type) {
    List<Attributes.Attribute> attributes = new ArrayList<>(Attributes.of(to.heap(), address));
    if (!to.heap().layout().version().atLeast(3, 9)) {
      attributes.sort(Comparator.comparing(Attributes.Attribute::name));
    }
    String name = type.name().equals("types.SimpleNamespace") ? "namespace" : type.shortName();
    to.nested(
        address,
        name + "(...)",
        () -> {
          to.text(name + "(");
          Containers.items(
              to,
              attributes.size(),
              i -> {
                to.text(attributes.get(i).name() + "=");
                to.value(attributes.get(i).value());
              });
          to.text(")");
        });
  }
}
