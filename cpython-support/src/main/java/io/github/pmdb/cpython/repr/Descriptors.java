package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.memory.Addresses;
import java.util.List;

/// Views of dicts, and what classes hold for attributes (`Objects/descrobject.c`,
/// `Objects/funcobject.c`, `Objects/dictobject.c`): their fields follow the object's head.
final class Descriptors {
  private Descriptors() {}

  /// `dict_keys([…])`, `dict_values([…])`, `dict_items([…])`.
  static void view(Describer to, long address, PyType type) {
    List<Dicts.Entry> entries =
        Dicts.entries(to.heap(), to.heap().behindHead(address, 0), to.limits().items() + 1);
    to.nested(
        address,
        "...",
        () -> {
          to.text(type.shortName() + "([");
          Containers.items(to, entries.size(), i -> entry(to, type, entries.get(i)));
          to.text("])");
        });
  }

  private static void entry(Describer to, PyType type, Dicts.Entry entry) {
    switch (type.shortName()) {
      case "dict_keys" -> to.value(entry.key());
      case "dict_values" -> to.value(entry.value());
      default -> {
        to.text("(");
        to.value(entry.key());
        to.text(", ");
        to.value(entry.value());
        to.text(")");
      }
    }
  }

  /// `<slot wrapper '__add__' of 'int' objects>` and the like. Since 3.15 the attributes that all
  /// objects may have belong to none.
  static Form ofClass(String what) {
    return (to, address, _) -> {
      String name = Strings.text(to.heap(), to.heap().behindHead(address, 1)).orElse("?");
      String owner = to.heap().type(to.heap().behindHead(address, 0)).name();
      boolean common =
          to.heap().layout().version().atLeast(3, 15)
              && what.equals("attribute")
              && owner.equals("object");
      to.text(
          common
              ? "<%s '%s'>".formatted(what, name)
              : "<%s '%s' of '%s' objects>".formatted(what, name, owner));
    };
  }

  static void methodWrapper(Describer to, long address, PyType type) {
    bound(
        to,
        new Denoted.Builtin(
            to.heap().behindHead(address, 0), to.heap().behindHead(address, 1), true));
  }

  /// `<method-wrapper '__add__' of int object at 0x…>`, and without quotes `<built-in method upper
  /// of str object at 0x…>`.
  static void bound(Describer to, Denoted.Builtin method) {
    String name = Strings.text(to.heap(), to.heap().behindHead(method.descriptor(), 1)).orElse("?");
    String owner = to.heap().typeOf(method.self()).name();
    to.text(
        (method.wrapper() ? "<method-wrapper '%s'" : "<built-in method %s").formatted(name)
            + " of %s object at %s>".formatted(owner, Addresses.hex(method.self())));
  }

  /// `staticmethod` and `classmethod` show what they wrap since 3.10.
  static void wrapped(Describer to, long address, PyType type) {
    if (!to.heap().layout().version().atLeast(3, 10)) {
      to.text("<" + type.name() + " object at " + Addresses.hex(address) + ">");
      return;
    }
    to.nested(
        address,
        "...",
        () -> {
          to.text("<" + type.name() + "(");
          to.value(to.heap().behindHead(address, 0));
          to.text(")>");
        });
  }
}
