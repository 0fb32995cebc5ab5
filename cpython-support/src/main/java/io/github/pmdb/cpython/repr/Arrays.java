package io.github.pmdb.cpython.repr;

import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;

/// `array.array` and `memoryview`.
final class Arrays {
  /// `_Py_MEMORYVIEW_RELEASED` (`Include/memoryobject.h`).
  private static final int RELEASED = 1;

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
    String name = heap.layout().version().atLeast(3, 7) ? type.shortName() : "array";
    to.text(name + "('" + code + "'");
    if (size > 0) {
      to.text(", ");
      items(to, memory.pointer(fields), code, size);
    }
    to.text(")");
  }

  private static void items(Describer to, long data, char code, long size) {
    if (code == 'u' || code == 'w') {
      string(to, data, size);
      return;
    }
    to.text("[");
    Memory memory = to.heap().memory();
    Containers.items(to, size, i -> to.text(item(memory, data + (long) i * width(code), code)));
    to.text("]");
  }

  private static void string(Describer to, long data, long size) {
    int shown = (int) Math.min(size, to.limits().bytes());
    int[] characters = new int[shown];
    for (int i = 0; i < shown; i++) {
      characters[i] = to.heap().memory().i32(data + 4L * i);
    }
    to.text(Literals.ofString(characters));
    if (shown < size) {
      to.cut();
    }
  }

  /// Bytes of an item on x86-64 Linux; 0 of a code that is none.
  private static int width(char code) {
    return switch (code) {
      case 'b', 'B' -> 1;
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
