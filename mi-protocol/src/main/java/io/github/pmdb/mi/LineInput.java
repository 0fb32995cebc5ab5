package io.github.pmdb.mi;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream into lines of bounded length.
final class LineInput {
  private static final int FIRST_CAPACITY = 512;

  private final InputStream in;
  private final int limit;
  private final byte[] chunk = new byte[1 << 16];
  private int at;
  private int filled;
  private boolean cut;

  /// @param limit how many bytes of a line are kept
  LineInput(InputStream in, int limit) {
    this.in = in;
    this.limit = limit;
  }

  /// Whether bytes of the last line were dropped because it was longer than the limit.
  boolean cut() {
    return cut;
  }

  /// The next line without its line feed, null at the end of the stream. A last line without a line
  /// feed counts, it is what a killed gdb leaves.
  byte @Nullable [] next() throws IOException {
    byte[] line = new byte[FIRST_CAPACITY];
    int length = 0;
    cut = false;
    boolean any = false;
    while (at < filled || fill()) {
      any = true;
      int stop = lineFeed();
      int take = Math.min(stop - at, limit - length);
      cut |= take < stop - at;
      line = room(line, length + take);
      System.arraycopy(chunk, at, line, length, take);
      length += take;
      at = stop + 1;
      if (stop < filled) {
        break;
      }
    }
    return any ? Arrays.copyOf(line, length) : null;
  }

  private boolean fill() throws IOException {
    at = 0;
    filled = Math.max(0, in.read(chunk, 0, chunk.length));
    return filled > 0;
  }

  private int lineFeed() {
    int stop = at;
    while (stop < filled && chunk[stop] != '\n') {
      stop++;
    }
    return stop;
  }

  private byte[] room(byte[] line, int needed) {
    if (needed <= line.length) {
      return line;
    }
    return Arrays.copyOf(line, (int) Math.min(limit, Math.max(needed, 2L * line.length)));
  }
}
