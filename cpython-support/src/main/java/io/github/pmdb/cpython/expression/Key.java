package io.github.pmdb.cpython.expression;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.cpython.object.Tuples;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A literal between brackets, compared with objects by the data they are made of.
public sealed interface Key {
  int MAX_BYTES = 1 << 20;
  int MAX_ITEMS = 1 << 16;

  /// Whether the object equals the literal.
  ///
  /// @throws io.github.pmdb.memory.MemoryFault when the object can not be read
  boolean matches(Heap heap, long address);

  /// `True` and `False` are 1 and 0, as they are for Python.
  record Whole(BigInteger value) implements Key {
    @Override
    public boolean matches(Heap heap, long address) {
      PyType type = heap.typeOf(address);
      if (Ints.areOf(heap, type)) {
        return Ints.read(heap, address).equals(Optional.of(value));
      }
      return heap.isA(address, "float") && number(heap, address) == value.doubleValue();
    }
  }

  record Real(double value) implements Key {
    @Override
    public boolean matches(Heap heap, long address) {
      if (Ints.areOf(heap, heap.typeOf(address))) {
        return Ints.read(heap, address).filter(v -> v.doubleValue() == value).isPresent();
      }
      return heap.isA(address, "float") && number(heap, address) == value;
    }
  }

  record Text(String value) implements Key {
    @Override
    public boolean matches(Heap heap, long address) {
      return Strings.equals(heap, address, value);
    }
  }

  /// @param latin each byte as a character
  record Raw(String latin) implements Key {
    @Override
    public boolean matches(Heap heap, long address) {
      return heap.typeOf(address).is(PyType.BYTES)
          && heap.i64(address, "varobject.ob_size") == latin.length()
          && Arrays.equals(
              Strings.bytes(heap, address, MAX_BYTES), latin.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  record Nothing() implements Key {
    @Override
    public boolean matches(Heap heap, long address) {
      return heap.isA(address, "NoneType");
    }
  }

  record Several(List<Key> keys) implements Key {
    @Override
    public boolean matches(Heap heap, long address) {
      if (!heap.typeOf(address).is(PyType.TUPLE)
          || heap.i64(address, "varobject.ob_size") != keys.size()) {
        return false;
      }
      List<Long> items = Tuples.items(heap, address, MAX_ITEMS);
      for (int i = 0; i < items.size(); i++) {
        if (!keys.get(i).matches(heap, items.get(i))) {
          return false;
        }
      }
      return true;
    }
  }

  private static double number(Heap heap, long address) {
    return Double.longBitsToDouble(heap.i64(address, "float.ob_fval"));
  }
}
