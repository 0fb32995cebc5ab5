package io.github.pmdb.procfs.stop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.snapshot.Mapping;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// A file that holds pages of a process: the kernel takes them out of memory when that is needed
/// for something else. The file has no name from the beginning, so nothing is left of it.
final class Spill implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment room;
  private long[] starts = new long[0];
  private long[] offsets = new long[] {0};

  /// @param file is there and empty
  Spill(Path file, long size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      this.room = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
    } finally {
      Files.delete(file);
    }
  }

  long size() {
    return room.byteSize();
  }

  /// Fills it with ranges of a process, one after the other; those that can not be read (unmapped
  /// since) are zeros.
  ///
  /// @param ranges in ascending order of address; they fit
  void fill(RemotePages remote, long pid, List<Pages.Range> ranges) {
    long[] at = new long[ranges.size()];
    long[] behind = new long[ranges.size() + 1];
    for (int i = 0; i < at.length; i++) {
      at[i] = ranges.get(i).address();
      behind[i + 1] = behind[i] + ranges.get(i).bytes();
    }
    remote.copy(pid, ranges, room);
    starts = at;
    offsets = behind;
  }

  /// What was copied, over the memory of the process that runs on: what it never changes is read
  /// there.
  Memory over(List<Mapping> mappings, Memory behind) {
    NavigableMap<Long, Mapping> changeable = new TreeMap<>();
    mappings.stream()
        .filter(m -> !m.isFile() && Resident.isChangeable(m))
        .forEach(m -> changeable.put(m.start(), m));
    return new Memory() {
      @Override
      public void read(long address, byte[] into, int offset, int length) {
        int done = 0;
        while (done < length) {
          done += readSome(address + done, into, offset + done, length - done);
        }
      }

      private int readSome(long address, byte[] into, int offset, int length) {
        int found = Arrays.binarySearch(starts, address);
        int range = found >= 0 ? found : -found - 2;
        long skipped = range < 0 ? 0 : address - starts[range];
        long size = range < 0 ? 0 : offsets[range + 1] - offsets[range];
        if (range >= 0 && skipped < size) {
          int count = (int) Math.min(length, size - skipped);
          MemorySegment.copy(
              room, ValueLayout.JAVA_BYTE, offsets[range] + skipped, into, offset, count);
          return count;
        }
        long next = range + 1 < starts.length ? starts[range + 1] : Long.MAX_VALUE;
        int count = (int) Math.min(length, next - address);
        count = (int) Math.min(count, Pages.SIZE - (address & (Pages.SIZE - 1)));
        var mapping = changeable.floorEntry(address);
        if (mapping != null && mapping.getValue().contains(address)) {
          // Never touched: it read as zeros.
          Arrays.fill(into, offset, offset + count, (byte) 0);
        } else {
          behind.read(address, into, offset, count);
        }
        return count;
      }
    };
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
