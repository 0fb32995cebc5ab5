package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyString;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import java.math.BigInteger;
import java.util.Optional;

/// Values without items that can form a cycle.
final class Scalars {
  private Scalars() {}

  static void integer(Describer to, long address, PyType type) {
    Optional<BigInteger> value = Ints.read(to.heap(), address);
    if (value.isPresent()) {
      to.text(value.get().toString());
    } else {
      to.text("<int of " + Ints.bits(to.heap(), address) + " bits>");
      to.partial();
    }
  }

  static void bool(Describer to, long address, PyType type) {
    boolean value = Ints.small(to.heap(), address).orElse(0L) != 0;
    to.text(value ? "True" : "False");
  }

  static void floating(Describer to, long address, PyType type) {
    to.text(Literals.ofDouble(real(to, address, "float.ob_fval", 0)));
  }

  static void complex(Describer to, long address, PyType type) {
    double real = real(to, address, "complex.cval", 0);
    double imaginary = real(to, address, "complex.cval", 8);
    to.text(Literals.ofComplex(real, imaginary));
  }

  private static double real(Describer to, long address, String field, int plus) {
    Heap heap = to.heap();
    return Double.longBitsToDouble(heap.memory().i64(address + heap.layout().offset(field) + plus));
  }

  static void string(Describer to, long address, PyType type) {
    PyString string = Strings.read(to.heap(), address, to.limits().bytes());
    to.text(Literals.ofString(string.stream().toArray()));
    if (string.cut()) {
      to.cut();
    }
  }

  static void bytes(Describer to, long address, PyType type) {
    long data = address + to.heap().layout().offset("bytes.ob_sval");
    byteString(to, address, data, "", "");
  }

  static void bytearray(Describer to, long address, PyType type) {
    long data = to.heap().pointer(address, "bytearray.ob_start");
    String name = to.heap().shownName(type, "bytearray");
    byteString(to, address, data, name + "(", ")");
  }

  /// Up to 3.14 a bytearray escapes single quotes within double ones, too (`bytearray_repr`).
  private static String escaped(Heap heap, String literal) {
    boolean both = literal.startsWith("b\"") && !heap.layout().version().atLeast(3, 15);
    return both ? literal.replace("'", "\\'") : literal;
  }

  private static void byteString(
      Describer to, long address, long data, String before, String after) {
    long size = to.heap().i64(address, "varobject.ob_size");
    if (size < 0) {
      throw Heap.malformed(address, "its length is " + size);
    }
    int shown = (int) Math.min(size, to.limits().bytes());
    byte[] bytes = shown == 0 ? new byte[0] : to.heap().memory().bytes(data, shown);
    String literal = Literals.ofBytes(bytes);
    to.text(before + (before.isEmpty() ? literal : escaped(to.heap(), literal)) + after);
    if (shown < size) {
      to.cut();
    }
  }

  static void range(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    to.text("range(");
    to.value(heap.pointer(address, "range.start"));
    to.text(", ");
    to.value(heap.pointer(address, "range.stop"));
    long step = heap.pointer(address, "range.step");
    if (!Ints.small(heap, step).equals(Optional.of(1L))) {
      to.text(", ");
      to.value(step);
    }
    to.text(")");
  }

  static void slice(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    to.nested(
        address,
        "slice(...)",
        () -> {
          to.text("slice(");
          to.value(heap.pointer(address, "slice.start"));
          to.text(", ");
          to.value(heap.pointer(address, "slice.stop"));
          to.text(", ");
          to.value(heap.pointer(address, "slice.step"));
          to.text(")");
        });
  }
}
