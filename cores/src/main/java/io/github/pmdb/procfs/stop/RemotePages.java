package io.github.pmdb.procfs.stop;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Copies many ranges of another process' memory with few system calls (`process_vm_readv(2)`): the
/// process stands still meanwhile.
final class RemotePages {
  /// `UIO_MAXIOV` of `linux/uio.h`.
  private static final int MOST_RANGES = 1024;

  private static final int IOVEC = 16;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final MethodHandle read;

  RemotePages() {
    Linker linker = Linker.nativeLinker();
    read =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("process_vm_readv"),
            FunctionDescriptor.of(
                LONG, LONG, ValueLayout.ADDRESS, LONG, ValueLayout.ADDRESS, LONG, LONG));
  }

  /// The bytes of each range by its address. A range that can not be read (unmapped since, or not
  /// readable) is left out.
  Map<Long, byte[]> copy(long pid, List<Pages.Range> ranges) {
    Map<Long, byte[]> copies = new LinkedHashMap<>();
    int next = 0;
    while (next < ranges.size()) {
      List<Pages.Range> batch = ranges.subList(next, Math.min(ranges.size(), next + MOST_RANGES));
      int done = copyBatch(pid, batch, copies);
      // The call stops at the first range that fails: go on behind that.
      next += done < batch.size() ? done + 1 : done;
    }
    return copies;
  }

  /// Returns how many ranges were copied whole.
  private int copyBatch(long pid, List<Pages.Range> batch, Map<Long, byte[]> copies) {
    try (Arena arena = Arena.ofConfined()) {
      long size = batch.stream().mapToLong(Pages.Range::bytes).sum();
      MemorySegment into = arena.allocate(size, Pages.SIZE);
      MemorySegment local = arena.allocate(IOVEC, 8);
      local.set(LONG, 0, into.address());
      local.set(LONG, 8, size);
      MemorySegment remote = arena.allocate((long) IOVEC * batch.size(), 8);
      for (int i = 0; i < batch.size(); i++) {
        remote.set(LONG, (long) IOVEC * i, batch.get(i).address());
        remote.set(LONG, (long) IOVEC * i + 8, batch.get(i).bytes());
      }
      return keep(into, call(pid, local, remote, batch.size()), batch, copies);
    }
  }

  private static int keep(
      MemorySegment from, long got, List<Pages.Range> batch, Map<Long, byte[]> copies) {
    long at = 0;
    int kept = 0;
    for (Pages.Range range : batch) {
      if (at + range.bytes() > got) {
        break;
      }
      copies.put(range.address(), from.asSlice(at, range.bytes()).toArray(ValueLayout.JAVA_BYTE));
      at += range.bytes();
      kept++;
    }
    return kept;
  }

  /// Returns the bytes read, or -1.
  private long call(long pid, MemorySegment local, MemorySegment remote, int ranges) {
    try {
      return (long) read.invokeExact(pid, local, 1L, remote, (long) ranges, 0L);
    } catch (Throwable e) {
      throw new IllegalStateException("process_vm_readv could not be called", e);
    }
  }
}
