package io.github.pmdb.gdb.pty;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Reads a pty's master with a time limit. Polling first makes the kernel bring over everything
/// that was written before (`n_tty_poll` flushes the other side's work), so "nothing" means
/// nothing.
public final class PtyReader implements AutoCloseable {
  private static final int SIZE = 1 << 16;

  /// Nothing was there within the time.
  public static final int NOTHING = 0;

  /// Nobody has the other side open, and all is read.
  public static final int HUNG_UP = -1;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(SIZE);
  private final PollSet set = new PollSet(arena, 1);
  private final byte[] bytes = new byte[SIZE];
  private final int fd;

  public PtyReader(int fd) {
    this.fd = fd;
  }

  /// What was read last, from the start of the array on; overwritten by the next read.
  public byte[] bytes() {
    return bytes;
  }

  /// How many bytes were read, or [#NOTHING] or [#HUNG_UP].
  public int read(int timeoutMillis) {
    set.watch(0, fd, PollSet.POLLIN);
    if (!set.poll(timeoutMillis)) {
      return NOTHING;
    }
    if (!set.ready(0, PollSet.POLLIN)) {
      return HUNG_UP;
    }
    try (Arena call = Arena.ofConfined()) {
      long length = LibC.read(call, fd, buffer, SIZE).value();
      if (length <= 0) {
        return HUNG_UP;
      }
      MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, (int) length);
      return (int) length;
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
