package io.github.pmdb.memory;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Memory put together from layers: a core's segments over the files that the process had mapped,
/// over the ranges known to be missing and why. Layers are flattened when it is built, so a read
/// that runs past the end of one piece goes on in whatever covers the next address, with a binary
/// search for each piece and one copy.
public final class OverlayMemory extends Memory {
  private final long[] starts;
  private final long[] ends;
  private final @Nullable MemorySegment[] bytes;
  private final String[] reasons;

  /// The piece that answered last; a racy hint, checked before use.
  private int last;

  private volatile boolean closed;

  private OverlayMemory(List<Piece> pieces) {
    int count = pieces.size();
    starts = new long[count];
    ends = new long[count];
    bytes = new MemorySegment[count];
    reasons = new String[count];
    for (int i = 0; i < count; i++) {
      Piece piece = pieces.get(i);
      starts[i] = piece.start;
      ends[i] = piece.end;
      bytes[i] = piece.bytes;
      reasons[i] = piece.why;
    }
  }

  private record Piece(long start, long end, @Nullable MemorySegment bytes, String why) {
    Piece cut(long from, long to) {
      MemorySegment part = bytes == null ? null : bytes.asSlice(from - start, to - from);
      return new Piece(from, to, part, why);
    }
  }

  /// From now on each read is a fault. To unmap the files is left to the collector: it makes the
  /// JVM stop all threads, which a short run, at whose end they go anyway, would feel.
  public void close() {
    closed = true;
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) {
    if (closed) {
      throw new MemoryFault(address, length, "the core was closed");
    }
    int done = 0;
    while (done < length) {
      done += readPiece(address + done, into, offset + done, length - done);
    }
  }

  private int readPiece(long address, byte[] into, int offset, int length) {
    int index = find(address);
    if (index < 0) {
      throw new MemoryFault(address, length, "nothing is mapped there");
    }
    MemorySegment source = bytes[index];
    if (source == null) {
      throw new MemoryFault(address, length, reasons[index]);
    }
    int count = (int) Math.min(length, ends[index] - address);
    try {
      MemorySegment.copy(
          source, address - starts[index], MemorySegment.ofArray(into), offset, count);
    } catch (InternalError e) {
      // The JVM's answer to SIGBUS: the mapped file was cut after it was opened.
      throw new MemoryFault(address, length, "the file that holds it has shrunk");
    }
    return count;
  }

  /// Index of the piece that holds `address`, or -1.
  private int find(long address) {
    int hint = last;
    if (hint < starts.length && Addresses.within(address, starts[hint], ends[hint])) {
      return hint;
    }
    int low = 0;
    int high = starts.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Addresses.less(address, starts[middle])) {
        high = middle - 1;
      } else if (Addresses.less(address, ends[middle])) {
        last = middle;
        return middle;
      } else {
        low = middle + 1;
      }
    }
    return -1;
  }

  /// How many bytes from `address` on can be read without a fault, at most `limit`.
  public long readable(long address, long limit) {
    long count = 0;
    while (count < limit) {
      int index = find(address + count);
      if (index < 0 || bytes[index] == null) {
        return count;
      }
      count += Math.min(limit - count, ends[index] - (address + count));
    }
    return count;
  }

  /// Collects layers, the uppermost first: a later one shows only where no earlier one lies.
  public static final class Builder {
    private final TreeMap<Long, Piece> pieces = new TreeMap<>(Long::compareUnsigned);

    public Builder bytes(long start, MemorySegment content) {
      return add(start, content.byteSize(), content, "");
    }

    /// A range that is known and not readable.
    ///
    /// @param why ends the sentence "cannot read N bytes at 0x…: …"
    public Builder missing(long start, long length, String why) {
      return add(start, length, null, why);
    }

    private Builder add(long start, long length, @Nullable MemorySegment content, String why) {
      // A range that wraps around is cut at the last page, which no process can map.
      long end = Addresses.less(start + length, start) ? -4096L : start + length;
      if (!Addresses.less(start, end)) {
        return this;
      }
      Piece piece = new Piece(start, end, content, why);
      long from = start;
      Map.Entry<Long, Piece> below = pieces.floorEntry(start);
      if (below != null) {
        from = Addresses.max(from, below.getValue().end);
      }
      while (Addresses.less(from, end)) {
        Map.Entry<Long, Piece> next = pieces.ceilingEntry(from);
        long to = next == null ? end : Addresses.min(end, next.getKey());
        if (Addresses.less(from, to)) {
          pieces.put(from, piece.cut(from, to));
        }
        from = next == null ? end : next.getValue().end;
      }
      return this;
    }

    public OverlayMemory build() {
      return new OverlayMemory(List.copyOf(pieces.values()));
    }
  }
}
