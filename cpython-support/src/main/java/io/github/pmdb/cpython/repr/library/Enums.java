package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Classes;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.repr.Describer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Members of `enum.Enum` classes, `<Color.RED: 1>`, and those classes (`Lib/enum.py`).
final class Enums {
  private static final int MAX_MEMBERS = 1_000;

  private Enums() {}

  private record Flag(String name, long value) {}

  static void member(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    long value = attribute(heap, address, "_value_");
    Optional<String> name = Strings.text(heap, attribute(heap, address, "_name_"));
    String shown =
        name.orElseGet(
            () -> heap.layout().version().atLeast(3, 11) ? "" : parts(heap, type, value));
    to.nested(
        address,
        type.shortName() + "(...)",
        () -> {
          to.text("<" + type.shortName() + (shown.isEmpty() ? "" : "." + shown) + ": ");
          to.value(value);
          to.text(">");
        });
  }

  /// `global_flag_repr`, since 3.11: `re.IGNORECASE|re.MULTILINE`. Bits without a name are numbers.
  static void constant(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    String module =
        Classes.find(heap, type, "__module__")
            .flatMap(found -> Strings.text(heap, found.value()))
            .map(name -> name.substring(name.lastIndexOf('.') + 1) + ".")
            .orElse("?.");
    Optional<String> name = Strings.text(heap, attribute(heap, address, "_name_"));
    if (name.isEmpty()) {
      to.text(module + type.shortName() + "(");
      to.value(attribute(heap, address, "_value_"));
      to.text(")");
      return;
    }
    to.text(
        Stream.of(name.get().split("\\|"))
            .map(part -> part.matches("[0-9].*") ? part : module + part)
            .collect(Collectors.joining("|")));
  }

  /// `RegexFlag.__repr__` of `re.py` from 3.8 to 3.10, in the order of the class.
  static void ofExpression(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    Optional<String> name = Strings.text(heap, attribute(heap, address, "_name_"));
    long value = Ints.small(heap, attribute(heap, address, "_value_")).orElse(0L);
    to.text(name.map(known -> "re." + known).orElseGet(() -> ofExpression(heap, type, value)));
  }

  private static String ofExpression(Heap heap, PyType type, long value) {
    long rest = value < 0 ? ~value : value;
    List<String> parts = new ArrayList<>();
    for (Flag flag : flags(heap, type)) {
      if ((rest & flag.value()) != 0) {
        rest &= ~flag.value();
        parts.add("re." + flag.name());
      }
    }
    if (rest != 0) {
      parts.add("0x" + Long.toHexString(rest));
    }
    String joined = String.join("|", parts);
    String negated = parts.size() > 1 ? "~(" + joined + ")" : "~" + joined;
    return value < 0 ? negated : joined;
  }

  /// `EnumType.__repr__`: `<enum 'Color'>`, since 3.11 `<flag 'Permission'>`.
  static void type(Describer to, long address, PyType metaclass) {
    Heap heap = to.heap();
    PyType shown = heap.type(address);
    boolean flag =
        heap.layout().version().atLeast(3, 11)
            && Classes.lineage(heap, shown).stream()
                .anyMatch(base -> heap.fullName(base).equals("enum.Flag"));
    to.text("<" + (flag ? "flag" : "enum") + " '" + shown.shortName() + "'>");
  }

  private static long attribute(Heap heap, long address, String name) {
    return Attributes.find(heap, address, name)
        .orElseThrow(() -> Heap.malformed(address, "an enum member without " + name));
  }

  /// Up to 3.10 a combination of flags has no name: its text lists the flags, the highest first.
  private static String parts(Heap heap, PyType type, long value) {
    long whole = Ints.small(heap, value).orElse(0L);
    long rest = whole;
    List<Flag> flags = new ArrayList<>();
    for (Flag flag : flags(heap, type)) {
      if (flag.value() != 0 && (flag.value() & whole) == flag.value()) {
        flags.add(flag);
        rest &= ~flag.value();
      }
    }
    for (long left = whole < 0 ? 0 : rest; left != 0; left &= left - 1) { // no flag has the bit
      long bit = Long.lowestOneBit(left);
      flags.add(new Flag(Long.toString(bit), bit));
    }
    if (flags.isEmpty()) {
      flags.add(new Flag(Long.toString(whole), whole));
    }
    return flags.stream()
        .sorted(Comparator.comparingLong(Flag::value).reversed())
        .map(Flag::name)
        .collect(Collectors.joining("|"));
  }

  /// In the order of the class, each value once: other names of it come later.
  private static List<Flag> flags(Heap heap, PyType type) {
    Map<Long, Flag> flags = new LinkedHashMap<>();
    Optional<Classes.Found> members = Classes.find(heap, type, "_member_map_");
    if (members.isPresent()) {
      for (Dicts.Entry entry : Dicts.entries(heap, members.get().value(), MAX_MEMBERS)) {
        Ints.small(heap, attribute(heap, entry.value(), "_value_"))
            .ifPresent(v ->
                flags.putIfAbsent(v, new Flag(Strings.text(heap, entry.key()).orElse("?"), v)));
      }
    }
    return List.copyOf(flags.values());
  }
}
