package io.github.pmdb.cpython.object;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the two strings of Python 2: `str`, which is bytes and what names are made of, and
/// `unicode` with characters of the width that the build has (`Include/stringobject.h`,
/// `unicodeobject.h`).
public final class Python2Strings {
  private Python2Strings() {}

  /// Whether the target is Python 2.
  public static boolean has(Heap heap) {
    return heap.has("unicode2.str");
  }

  /// Either string as text; bytes are taken for UTF-8.
  ///
  /// @param most characters read
  /// @throws io.github.pmdb.memory.MemoryFault when there is neither
  static PyString read(Heap heap, long address, int most) {
    if (address != 0 && heap.typeOf(address).is(PyType.BYTES)) {
      long size = heap.i64(address, "varobject.ob_size");
      byte[] bytes = bytes(heap, address, size, most);
      int[] codePoints = new String(bytes, StandardCharsets.UTF_8).codePoints().toArray();
      return new PyString(codePoints, bytes.length == size ? codePoints.length : size);
    }
    return unicode(heap, address, most);
  }

  private static byte[] bytes(Heap heap, long address, long size, int most) {
    if (size < 0) {
      throw Heap.malformed(address, "its length is " + size);
    }
    int shown = (int) Math.min(size, most);
    return shown == 0
        ? new byte[0]
        : heap.memory().bytes(address + heap.layout().offset("bytes.ob_sval"), shown);
  }

  private static PyString unicode(Heap heap, long address, int most) {
    if (address == 0 || !heap.typeOf(address).is(PyType.STR)) {
      throw Heap.malformed(address, "no string lies there");
    }
    int width = heap.layout().offset("unicode2.width");
    long length = heap.i64(address, "unicode2.length");
    if (length < 0) {
      throw Heap.malformed(address, "its length is " + length);
    }
    int count = (int) Math.min(length, most);
    byte[] bytes =
        count == 0
            ? new byte[0]
            : heap.memory().bytes(heap.pointer(address, "unicode2.str"), count * width);
    int[] units = Strings.codePoints(bytes, width);
    int[] codePoints = width == 2 ? joined(units) : units;
    return new PyString(codePoints, count == length ? codePoints.length : length);
  }

  /// Characters beyond the first 65,536 are two in a narrow build, and one to `repr`.
  private static int[] joined(int[] units) {
    return new String(units, 0, units.length).codePoints().toArray();
  }

  /// Whether the object is either string, of that text.
  static boolean equals(Heap heap, long address, String text) {
    PyType type = heap.typeOf(address);
    if (type.is(PyType.STR)) {
      int length = text.codePointCount(0, text.length());
      return unicode(heap, address, 2 * length + 1).text().equals(text);
    }
    byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
    return type.is(PyType.BYTES)
        && heap.i64(address, "varobject.ob_size") == wanted.length
        && Arrays.equals(bytes(heap, address, wanted.length, wanted.length), wanted);
  }
}
