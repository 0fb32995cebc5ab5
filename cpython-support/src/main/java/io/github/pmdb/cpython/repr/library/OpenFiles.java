package io.github.pmdb.cpython.repr.library;

import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.repr.Describer;
import io.github.pmdb.cpython.repr.Instances;
import java.util.Optional;
import java.util.Set;

/// What `open` gives: a file, behind a buffer, behind a wrapper for text.
final class OpenFiles {
  private static final Set<String> BUFFERS =
      Set.of("_io.BufferedReader", "_io.BufferedWriter", "_io.BufferedRandom");

  private static final String TEXT = "_io.TextIOWrapper";
  private static final String FILE = "_io.FileIO";

  /// Bits of a file behind its descriptor (`fileio` in `Modules/_io/fileio.c`).
  private static final int CREATED = 1;

  private static final int READABLE = 2;
  private static final int WRITABLE = 4;
  private static final int APPENDING = 8;
  private static final int CLOSES = 64;

  /// Since 3.15 a bit stands before the last one.
  private static final int TRUNCATES = 64;

  private static final int CLOSES_BEHIND = 128;

  private OpenFiles() {}

  /// `_io.TextIOWrapper`: two flags, size of chunks, buffer, encoding (`Modules/_io/textio.c`).
  static void text(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    long encoding = heap.memory().pointer(fields(heap, address) + 24);
    if (encoding == 0 || !heap.typeOf(encoding).is(PyType.STR)) {
      Instances.instance(to, address, type); // one whose `__init__` has not run
      return;
    }
    to.text("<" + title(heap, type, TEXT));
    part(to, " name=", name(heap, address));
    part(to, " mode=", Attributes.find(heap, address, "mode"));
    part(to, " encoding=", Optional.of(encoding));
    to.text(">");
  }

  static void buffered(Describer to, long address, PyType type) {
    to.text("<" + type.name());
    part(to, " name=", name(to.heap(), address));
    to.text(">");
  }

  static void file(Describer to, long address, PyType type) {
    Heap heap = to.heap();
    int descriptor = heap.memory().i32(fields(heap, address));
    int bits = heap.memory().u8(fields(heap, address) + 4);
    to.text("<" + title(heap, type, FILE));
    if (descriptor < 0) {
      to.text(" [closed]>");
      return;
    }
    Optional<Long> name = name(heap, address);
    part(to, " name=", name);
    to.text(name.isEmpty() ? " fd=" + descriptor : "");
    boolean cuts = heap.layout().version().atLeast(3, 15);
    String closes = (bits & (cuts ? CLOSES_BEHIND : CLOSES)) != 0 ? "True" : "False";
    boolean cut = cuts && (bits & TRUNCATES) != 0;
    to.text(" mode='" + mode(bits, cut) + "' closefd=" + closes + ">");
  }

  /// @param cut whether it was opened empty, which is kept since 3.15
  private static String mode(int bits, boolean cut) {
    boolean reads = (bits & READABLE) != 0;
    if ((bits & CREATED) != 0) {
      return reads ? "xb+" : "xb";
    }
    if ((bits & APPENDING) != 0) {
      return reads ? "ab+" : "ab";
    }
    if ((bits & WRITABLE) != 0) {
      return !reads ? "wb" : cut ? "wb+" : "rb+";
    }
    return "rb";
  }

  /// Subclasses are shown by their own names since 3.13.
  private static String title(Heap heap, PyType type, String base) {
    return heap.layout().version().atLeast(3, 13) ? type.name() : base;
  }

  private static void part(Describer to, String before, Optional<Long> value) {
    if (value.isPresent()) {
      to.text(before);
      to.value(value.get());
    }
  }

  /// The name that the file at the bottom has.
  private static Optional<Long> name(Heap heap, long address) {
    long at = address;
    if (heap.isA(at, TEXT)) {
      at = heap.memory().pointer(fields(heap, at) + 16);
    }
    if (at != 0 && isBuffer(heap, at)) {
      at = heap.memory().pointer(fields(heap, at));
    }
    return at == 0 ? Optional.empty() : Attributes.find(heap, at, "name");
  }

  private static boolean isBuffer(Heap heap, long address) {
    return heap.builtinBase(heap.typeOf(address))
        .map(PyType::name)
        .filter(BUFFERS::contains)
        .isPresent();
  }

  private static long fields(Heap heap, long address) {
    return address + heap.layout().offset("object.sizeof");
  }
}
