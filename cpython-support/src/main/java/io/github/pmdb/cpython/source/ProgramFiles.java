package io.github.pmdb.cpython.source;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.layout.PythonVersion;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.Modules;
import io.github.pmdb.cpython.object.PyType;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// What modules say of their files.
public final class ProgramFiles {
  private static final double MILLIS_A_SECOND = 1e3;

  private ProgramFiles() {}

  /// Why a file is not what a frame's module was compiled from, by its `.pyc`; else empty.
  ///
  /// @param source where it was found
  public static String doubt(Heap heap, ScriptFrame frame, Path source) {
    try {
      return compiled(heap, FrameLocals.globals(heap, frame.address()), source)
          .filter(name -> name.endsWith(".pyc"))
          .map(name -> beside(source, name))
          .filter(pyc -> CompiledFile.isOfAnother(pyc, source, heap.layout().version()))
          .map(pyc -> "changed since %s was compiled from it".formatted(pyc.getFileName()))
          .orElse("");
    } catch (MemoryFault | InvalidPathException _) {
      return ""; // nothing is known then
    }
  }

  /// The `.pyc` of a module; a script that is run has none. Since 3.15 modules do not name theirs.
  private static Optional<String> compiled(Heap heap, long globals, Path source) {
    PythonVersion version = heap.layout().version();
    if (version.atLeast(3, 15)) {
      return Dicts.find(heap, globals, "__spec__")
          .filter(spec -> !heap.typeOf(spec).name().equals("NoneType"))
          .map(_ -> tagged(source.getFileName().toString(), version));
    }
    if (version.atLeast(3, 2)) {
      return text(heap, globals, "__cached__");
    }
    return text(heap, globals, "__name__").filter("__main__"::equals).isPresent()
        ? Optional.empty()
        : text(heap, globals, "__file__").map(file -> file.endsWith(".py") ? file + "c" : file);
  }

  /// By `sys.implementation.cache_tag`.
  private static String tagged(String file, PythonVersion version) {
    String stem = file.endsWith(".py") ? file.substring(0, file.length() - 3) : file;
    return "__pycache__/%s.cpython-%d%d.pyc".formatted(stem, version.major(), version.minor());
  }

  private static Optional<String> text(Heap heap, long dict, String key) {
    return Dicts.find(heap, dict, key).flatMap(value -> Strings.text(heap, value));
  }

  /// As [PEP 3147](https://peps.python.org/pep-3147/) places it, if it was not told otherwise.
  private static Path beside(Path source, String compiled) {
    Path name = Path.of(compiled);
    boolean apart = name.getParent() != null && name.getParent().endsWith("__pycache__");
    return source.resolveSibling(apart ? "__pycache__" : "").resolve(name.getFileName());
  }

  /// When the program imported `logging`, which notes that: in seconds, since 3.13 in nanoseconds.
  public static Optional<Instant> running(Heap heap, long interpreter) {
    try {
      return new Modules(heap, interpreter)
          .attribute("logging", "_startTime")
          .flatMap(time -> time(heap, time));
    } catch (MemoryFault _) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> time(Heap heap, long time) {
    if (heap.typeOf(time).is(PyType.INT)) {
      return Ints.read(heap, time)
          .filter(nanos -> nanos.bitLength() < Long.SIZE)
          .map(nanos -> Instant.EPOCH.plusNanos(nanos.longValue()));
    }
    double seconds = Double.longBitsToDouble(heap.i64(time, "float.ob_fval"));
    return heap.typeOf(time).name().equals("float")
        ? Optional.of(Instant.EPOCH.plusMillis((long) (seconds * MILLIS_A_SECOND)))
        : Optional.empty();
  }
}
