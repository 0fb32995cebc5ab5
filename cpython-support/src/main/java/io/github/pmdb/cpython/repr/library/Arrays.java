package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.repr.Containers;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Instances;
import io.github.pmdb.cpython.repr.Literals;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;

/// `array.array` and `memoryview`.
final class Arrays {
  /// `_Py_MEMORYVIEW_RELEASED` (`Include/memoryobject.h`).
  private static final int RELEASED = 1;

  /// Bytes of a character of 2.7.
  private static final String OLD_WIDTH = "unicode2.width";

  private Arrays() {}

  /// Behind the head: items, room, descriptor (`arrayobject` in `Modules/arraymodule.c`), of which
  /// the first byte is the type code.
  static void array(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    Memory memory = heap.memory();
    long fields = fields(heap, address);
    char code = (char) memory.u8(memory.pointer(fields + 16));
    long size = heap.i64(address, "varobject.ob_size");
    int width = width(code);
    if (size < 0 || width == 0) {
      Instances.instance(to, address, type);
      return;
    }
    String name = heap.shownName(type, "array");
    to.text(name + "('" + code + "'");
    if (size > 0) {
      to.text(", ");
      items(to, memory.pointer(fields), code, size);
    }
    to.text(")");
  }

  private static void items(Describer to, long data, char code, long size) {
    if (code == 'u' || code == 'w' || code == 'c') {
      int shown = (int) Math.min(size, to.limits().bytes());
      to.text(code == 'c' ? bytes(to.heap(), data, shown) : string(to.heap(), data, shown));
      if (shown < size) {
        to.cut();
      }
      return;
    }
    to.text("[");
    Memory memory = to.heap().memory();
    Containers.items(to, size, i -> to.text(item(memory, data + (long) i * width(code), code)));
    to.text("]");
  }

  /// Of 2.7.
  private static String bytes(Heap heap, long data, int size) {
    return Literals.ofBytes(heap.memory().bytes(data, size)).substring(1);
  }

  private static String string(Heap heap, long data, int size) {
    int[] characters = new int[size];
    boolean old = heap.has(OLD_WIDTH);
    int width = old ? heap.layout().offset(OLD_WIDTH) : 4;
    for (int i = 0; i < size; i++) {
      long at = data + (long) width * i;
      characters[i] = width == 2 ? heap.memory().u16(at) : heap.memory().i32(at);
    }
    return old ? "u" + Literals.ofAsciiString(characters) : Literals.ofString(characters);
  }

  /// Bytes of an item on x86-64 Linux; 0 of a code that is none.
  private static int width(char code) {
    return switch (code) {
      case 'b', 'B', 'c' -> 1;
      case 'h', 'H' -> 2;
      case 'i', 'I', 'f', 'u', 'w' -> 4;
      case 'l', 'L', 'q', 'Q', 'd' -> 8;
      default -> 0;
    };
  }

  private static String item(Memory memory, long address, char code) {
    return switch (code) {
      case 'b' -> Integer.toString((byte) memory.u8(address));
      case 'B' -> Integer.toString(memory.u8(address));
      case 'h' -> Integer.toString((short) memory.u16(address));
      case 'H' -> Integer.toString(memory.u16(address));
      case 'i' -> Integer.toString(memory.i32(address));
      case 'I' -> Integer.toUnsignedString(memory.i32(address));
      case 'f' -> Literals.ofDouble(Float.intBitsToFloat(memory.i32(address)));
      case 'd' -> Literals.ofDouble(Double.longBitsToDouble(memory.i64(address)));
      case 'L', 'Q' -> Long.toUnsignedString(memory.i64(address));
      default -> Long.toString(memory.i64(address));
    };
  }

  /// Behind the head: managed buffer, hash, flags (`PyMemoryViewObject`).
  static void view(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    boolean released = (heap.memory().i32(fields(heap, address) + 16) & RELEASED) != 0;
    to.text((released ? "<released memory at " : "<memory at ") + Addresses.hex(address) + ">");
  }

  /// Where the fields of a variable-size object begin.
  static long fields(Heap heap, long address) {
    return address + heap.layout().offset("varobject.ob_size") + Long.BYTES;
  }
}
