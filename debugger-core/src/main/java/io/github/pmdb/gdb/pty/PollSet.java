package io.github.pmdb.gdb.pty;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// File descriptors for poll(2): `struct pollfd` is an int and two shorts.
public final class PollSet {
  public static final short POLLIN = 0x1;
  public static final short POLLHUP = 0x10;
  private static final long SIZE = 8;

  private final MemorySegment fds;
  private final int count;

  public PollSet(Arena arena, int count) {
    this.count = count;
    this.fds = arena.allocate(SIZE * count, 8);
  }

  /// A negative descriptor is not watched.
  public void watch(int index, int fd, short events) {
    fds.set(JAVA_INT, index * SIZE, fd);
    fds.set(JAVA_SHORT, index * SIZE + 4, events);
    fds.set(JAVA_SHORT, index * SIZE + 6, (short) 0);
  }

  /// Whether anything happened within the time.
  public boolean poll(int timeoutMillis) {
    try (Arena call = Arena.ofConfined()) {
      return LibC.poll(call, fds, count, timeoutMillis).value() > 0;
    }
  }

  public boolean ready(int index, short event) {
    return (fds.get(JAVA_SHORT, index * SIZE + 6) & event) != 0;
  }
}
