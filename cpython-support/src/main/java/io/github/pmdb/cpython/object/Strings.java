package io.github.pmdb.cpython.object;

import io.github.pmdb.memory.MemoryFault;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Reads `str` and `bytes` objects (`Include/cpython/unicodeobject.h`).
public final class Strings {
  private static final int MAX_NAME = 4096;

  private Strings() {}

  /// Where a string's characters are.
  ///
  /// @param width bytes of each, 1, 2 or 4
  private record Data(long address, int width, long length) {}

  /// The text of a name (of a file, function, variable), absent when `address` holds no `str`.
  public static Optional<String> text(Heap heap, long address) {
    try {
      return Optional.of(name(heap, address, MAX_NAME));
    } catch (MemoryFault _) {
      return Optional.empty(); // callers have a fall-back for names
    }
  }

  /// A text that is no name, with `…` behind the first `most` characters of a longer one; absent
  /// when `address` holds no `str`.
  public static Optional<String> text(Heap heap, long address, int most) {
    try {
      PyString read = read(heap, address, most);
      return Optional.of(read.cut() ? read.text() + "…" : read.text());
    } catch (MemoryFault _) {
      return Optional.empty(); // callers have a fall-back
    }
  }

  /// Names are most often ASCII, for which code points are a detour.
  private static String name(Heap heap, long address, int most) {
    if (Python2Strings.has(heap)) {
      return Python2Strings.read(heap, address, most).text();
    }
    Data data = dataOfStr(heap, address);
    return data.width() == 1
        ? new String(bytes(heap, data, most), StandardCharsets.ISO_8859_1)
        : read(heap, data, most).text();
  }

  /// @param most characters read
  /// @throws MemoryFault when there is no readable `str`
  public static PyString read(Heap heap, long address, int most) {
    return Python2Strings.has(heap)
        ? Python2Strings.read(heap, address, most)
        : read(heap, dataOfStr(heap, address), most);
  }

  private static PyString read(Heap heap, Data data, int most) {
    return new PyString(codePoints(bytes(heap, data, most), data.width()), data.length());
  }

  private static byte[] bytes(Heap heap, Data data, int most) {
    int count = (int) Math.min(data.length(), most);
    return heap.memory().bytes(data.address(), count * data.width());
  }

  private static Data dataOfStr(Heap heap, long address) {
    if (address == 0 || !heap.typeOf(address).is(PyType.STR)) {
      throw Heap.malformed(address, "no str object lies there");
    }
    return data(heap, address);
  }

  private static Data data(Heap heap, long address) {
    long length = heap.i64(address, "ascii.length");
    int state = heap.i32(address, "ascii.state");
    boolean compact = bit(heap, state, "unicode.compact_bit");
    int width = state >>> heap.layout().offset("unicode.kind_bit") & 7;
    if (heap.has("unicode.ready_bit") && !bit(heap, state, "unicode.ready_bit")) {
      long wide = heap.i64(address, "compact.wstr_length");
      return checked(address, new Data(heap.pointer(address, "ascii.wstr"), 4, wide));
    }
    long start;
    if (compact) {
      boolean ascii = bit(heap, state, "unicode.ascii_bit");
      start = address + heap.layout().offset(ascii ? "ascii.sizeof" : "compact.sizeof");
    } else {
      start = heap.pointer(address, "unicode.data");
    }
    return checked(address, new Data(start, width, length));
  }

  private static Data checked(long address, Data data) {
    boolean width = data.width() == 1 || data.width() == 2 || data.width() == 4;
    if (!width || data.length() < 0) {
      throw Heap.malformed(address, "the str there is damaged");
    }
    return data;
  }

  private static boolean bit(Heap heap, int state, String field) {
    return (state >>> heap.layout().offset(field) & 1) != 0;
  }

  static int[] codePoints(byte[] bytes, int width) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int[] codePoints = new int[bytes.length / width];
    for (int i = 0; i < codePoints.length; i++) {
      codePoints[i] =
          switch (width) {
            case 1 -> buffer.get(i) & 0xff;
            case 2 -> buffer.getShort(2 * i) & 0xffff;
            default -> buffer.getInt(4 * i);
          };
    }
    return codePoints;
  }

  /// Whether the object is a `str` of that text; quick, for searching dicts.
  ///
  /// @throws MemoryFault when no object lies there
  public static boolean equals(Heap heap, long address, String text) {
    if (Python2Strings.has(heap)) {
      return Python2Strings.equals(heap, address, text);
    }
    int length = text.codePointCount(0, text.length());
    if (heap.i64(address, "ascii.length") != length || !heap.typeOf(address).is(PyType.STR)) {
      return false;
    }
    return name(heap, address, length + 1).equals(text);
  }

  /// The content of a `bytes` object.
  ///
  /// @param most bytes allowed; a longer object is a fault
  public static byte[] bytes(Heap heap, long address, int most) {
    if (address == 0 || !heap.typeOf(address).is(PyType.BYTES)) {
      throw Heap.malformed(address, "no bytes object lies there");
    }
    long size = heap.i64(address, "varobject.ob_size");
    int length = Heap.bounded(size, most, address, "length");
    return heap.memory().bytes(address + heap.layout().offset("bytes.ob_sval"), length);
  }
}
