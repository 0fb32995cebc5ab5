package io.github.pmdb.core;

import io.github.pmdb.snapshot.Extent;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Asks the file system which parts of a file it has blocks for (`lseek(2)`, `SEEK_DATA`).
final class SparseFile {
  /// A hole that is smaller than this is read as quickly.
  static final long WORTH_ASKING = 16 << 20;

  private static final int READ_ONLY_CLOSE_ON_EXEC = 0x80000;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final int ENXIO = 6;

  /// Of a file in more pieces the last one is taken for all the rest.
  private static final int MOST = 1 << 16;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private SparseFile() {}

  /// The parts of a range of offsets that may hold something else than zeros, all of it where the
  /// file system does not tell.
  static List<Extent> data(Path file, Extent range) {
    Linker linker = Linker.nativeLinker();
    Linker.Option errno = Linker.Option.captureCallState("errno");
    MethodHandle open =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT));
    MethodHandle seek =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("lseek"),
            FunctionDescriptor.of(LONG, INT, LONG, INT),
            errno);
    MethodHandle close =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(INT, INT));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(file.toString());
      int descriptor = (int) open.invokeExact(name, READ_ONLY_CLOSE_ON_EXEC);
      if (descriptor < 0) {
        return List.of(range);
      }
      try {
        return data(seek, arena.allocate(STATE), descriptor, range);
      } finally {
        var _ = (int) close.invokeExact(descriptor);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("lseek could not be called", e);
    }
  }

  private static List<Extent> data(
      MethodHandle seek, MemorySegment state, int descriptor, Extent range) throws Throwable {
    List<Extent> found = new ArrayList<>();
    long at = range.start();
    while (at < range.end()) {
      long data = (long) seek.invokeExact(state, descriptor, at, SEEK_DATA);
      if ((data < 0 && (int) ERRNO.get(state, 0L) == ENXIO) || data >= range.end()) {
        break;
      }
      long hole =
          data < 0 || found.size() == MOST
              ? -1
              : (long) seek.invokeExact(state, descriptor, data, SEEK_HOLE);
      at = hole < 0 ? range.end() : Math.min(hole, range.end());
      found.add(new Extent(data < 0 ? range.start() : data, at));
    }
    return found;
  }
}
