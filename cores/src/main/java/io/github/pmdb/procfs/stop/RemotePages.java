package io.github.pmdb.procfs.stop;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;

/// Copies many ranges of another process' memory with few system calls (`process_vm_readv(2)`): the
/// process stands still meanwhile, so all that can be done before or afterwards is.
final class RemotePages {
  /// `UIO_MAXIOV` of `linux/uio.h`.
  private static final int MOST_RANGES = 1024;

  /// Copied by one call: the kernel takes no more than 2 GiB.
  private static final long MOST_BYTES = 1 << 30;

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

  /// Copies ranges one after the other into one room, which is as large as all of them; one that
  /// can not be read is filled with zeros.
  void copy(long pid, List<Pages.Range> ranges, MemorySegment room) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment local = arena.allocate(IOVEC, 8);
      MemorySegment remote = arena.allocate((long) IOVEC * MOST_RANGES, 8);
      long done = 0;
      for (int first = 0; first < ranges.size(); ) {
        int count = 0;
        long bytes = 0;
        while (first + count < ranges.size()
            && count < MOST_RANGES
            && (count == 0 || bytes + ranges.get(first + count).bytes() <= MOST_BYTES)) {
          Pages.Range range = ranges.get(first + count);
          remote.set(LONG, (long) IOVEC * count, range.address());
          remote.set(LONG, (long) IOVEC * count + 8, range.bytes());
          bytes += range.bytes();
          count++;
        }
        local.set(LONG, 0, room.address() + done);
        local.set(LONG, 8, bytes);
        long got = Math.max(0, read(pid, local, remote, count));
        int whole = 0;
        long copied = 0;
        while (whole < count && copied + ranges.get(first + whole).bytes() <= got) {
          copied += ranges.get(first + whole++).bytes();
        }
        if (whole < count) {
          // The call stops at the first range that fails: go on behind that.
          Pages.Range failed = ranges.get(first + whole++);
          room.asSlice(done + copied, failed.bytes()).fill((byte) 0);
          copied += failed.bytes();
        }
        done += copied;
        first += whole;
      }
    }
  }

  private long read(long pid, MemorySegment local, MemorySegment remote, int count) {
    try {
      return (long) read.invokeExact(pid, local, 1L, remote, (long) count, 0L);
    } catch (Throwable e) {
      throw new IllegalStateException("process_vm_readv could not be called", e);
    }
  }

  /// Makes room for ranges.
  Batch prepare(List<Pages.Range> ranges) {
    return new Batch(ranges);
  }

  /// Ranges to be copied, and room for them.
  final class Batch implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final List<Pages.Range> ranges;
    private final boolean[] copied;

    /// Where the copy of each range begins, and the last one ends.
    private final long[] offsets;

    private final MemorySegment room;
    private final MemorySegment local = arena.allocate(IOVEC, 8);
    private final MemorySegment remote;

    private Batch(List<Pages.Range> ranges) {
      this.ranges = ranges;
      this.copied = new boolean[ranges.size()];
      this.offsets = new long[ranges.size() + 1];
      this.remote = arena.allocate((long) IOVEC * ranges.size(), 8);
      for (int i = 0; i < ranges.size(); i++) {
        Pages.Range range = ranges.get(i);
        offsets[i + 1] = offsets[i] + range.bytes();
        remote.set(LONG, (long) IOVEC * i, range.address());
        remote.set(LONG, (long) IOVEC * i + 8, range.bytes());
      }
      this.room = arena.allocate(offsets[ranges.size()], Pages.SIZE);
    }

    /// Copies them; one that can not be read (unmapped since, or not readable) is left out.
    void copy(long pid) {
      int next = 0;
      while (next < ranges.size()) {
        int last = Math.min(ranges.size(), next + MOST_RANGES);
        int end = next + whole(next, last, call(pid, next, last));
        java.util.Arrays.fill(copied, next, end, true);
        // The call stops at the first range that fails: go on behind that.
        next = end < last ? end + 1 : end;
      }
    }

    /// How many of the ranges from `first` on `got` bytes hold.
    private int whole(int first, int last, long got) {
      int count = 0;
      while (first + count < last && offsets[first + count + 1] - offsets[first] <= got) {
        count++;
      }
      return count;
    }

    /// Returns the bytes read, or -1.
    private long call(long pid, int first, int last) {
      local.set(LONG, 0, room.address() + offsets[first]);
      local.set(LONG, 8, offsets[last] - offsets[first]);
      MemorySegment wanted = remote.asSlice((long) IOVEC * first, (long) IOVEC * (last - first));
      return read(pid, local, wanted, last - first);
    }

    /// Puts what was copied into `pages`, by page number.
    void keep(Map<Long, byte[]> pages) {
      for (int i = 0; i < copied.length; i++) {
        for (int page = 0; copied[i] && page < ranges.get(i).count(); page++) {
          long at = offsets[i] + (long) page * Pages.SIZE;
          pages.put(
              ranges.get(i).first() + page,
              room.asSlice(at, Pages.SIZE).toArray(ValueLayout.JAVA_BYTE));
        }
      }
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
