package io.github.pmdb.procfs.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/// Which pages of a process are there, in memory or swapped out: `/proc/PID/pagemap`
/// (`Documentation/admin-guide/mm/pagemap.rst` of Linux).
public final class PageMap implements AutoCloseable {
  private static final long PRESENT = 1L << 63;
  private static final long SWAPPED = 1L << 62;

  /// Pages whose entries are read at once.
  private static final int WINDOW = 1 << 16;

  private final RandomAccessFile file;

  public PageMap(ProcDirectory directory) throws IOException {
    this.file = new RandomAccessFile(directory.path().resolve("pagemap").toString(), "r");
  }

  /// What takes pages that follow each other, `[first, end)`.
  @FunctionalInterface
  public interface Run {
    void pages(long first, long end);
  }

  /// Tells the runs of pages that are there, in ascending order.
  ///
  /// @param from number of the first page that is looked at, the last one is before `to`
  public void runs(long from, long to, Run told) throws IOException {
    byte[] bytes = new byte[(int) Math.min(WINDOW, to - from) * Long.BYTES];
    long first = -1;
    for (long at = from; at < to; at += WINDOW) {
      int wanted = (int) Math.min(WINDOW, to - at);
      file.seek(at * Long.BYTES);
      int got = Math.max(0, file.read(bytes, 0, wanted * Long.BYTES)) / Long.BYTES;
      LongBuffer entries =
          ByteBuffer.wrap(bytes, 0, got * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
      for (int i = 0; i < wanted; i++) {
        boolean there = i < got && (entries.get(i) & (PRESENT | SWAPPED)) != 0;
        if (there && first < 0) {
          first = at + i;
        } else if (!there && first >= 0) {
          told.pages(first, at + i);
          first = -1;
        }
      }
    }
    if (first >= 0) {
      told.pages(first, to);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
