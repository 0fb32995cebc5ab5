package io.github.pmdb.gdb.pty;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalLong;

/// The master side of a pty that pty4j opened, by its file descriptor, which stays pty4j's to
/// close.
///
/// Terminal modes set on the master are those of the other side (Linux: `tty_mode_ioctl` goes to
/// the slave of a master). Writing never blocks for longer than the other side takes to read.
public final class PtyMaster {
  /// `struct termios` of glibc and musl: four 4-byte flag words (input, output, control, local), a
  /// line discipline byte, 32 control characters and two speeds.
  private static final long TERMIOS_SIZE = 60;

  private static final long INPUT_FLAGS = 0;
  private static final long OUTPUT_FLAGS = 4;
  private static final long LOCAL_FLAGS = 12;
  // asm-generic/termbits.h
  private static final int ISIG = 0x1;
  private static final int ICANON = 0x2;
  private static final int ECHO = 0x8;
  private static final int ECHONL = 0x40;
  private static final int IEXTEN = 0x8000;
  private static final int OPOST = 0x1;
  // IGNBRK BRKINT PARMRK ISTRIP INLCR IGNCR ICRNL IXON, as cfmakeraw(3) clears them.
  private static final int COOKED_INPUT = 0x1 | 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400;
  // asm-generic/ioctls.h
  private static final long TIOCSWINSZ = 0x5414;
  private static final long TIOCGSID = 0x5429;
  // poll.h
  private static final short POLLOUT = 0x4;

  private final int fd;

  public PtyMaster(int fd) {
    this.fd = fd;
  }

  public int fd() {
    return fd;
  }

  /// What the line discipline of the other side does with keys.
  ///
  /// @param canonical whole lines are edited by the kernel: nobody reads single keys
  /// @param signals Ctrl-C and the like become signals
  public record Mode(boolean canonical, boolean signals) {}

  public Mode mode() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int local = termios(arena).get(JAVA_INT, LOCAL_FLAGS);
      return new Mode((local & ICANON) != 0, (local & ISIG) != 0);
    }
  }

  /// No echo, no line editing, no translation of bytes, no signals by keys.
  public void makeRaw() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment termios = termios(arena);
      clear(termios, INPUT_FLAGS, COOKED_INPUT);
      clear(termios, OUTPUT_FLAGS, OPOST);
      clear(termios, LOCAL_FLAGS, ISIG | ICANON | ECHO | ECHONL | IEXTEN);
      LibC.tcsetattr(arena, fd, termios).orThrow("setting a pty's modes");
    }
  }

  private MemorySegment termios(Arena arena) throws IOException {
    MemorySegment termios = arena.allocate(TERMIOS_SIZE, 8);
    LibC.tcgetattr(arena, fd, termios).orThrow("reading a pty's modes");
    return termios;
  }

  private static void clear(MemorySegment termios, long at, int flags) {
    termios.set(JAVA_INT, at, termios.get(JAVA_INT, at) & ~flags);
  }

  /// Tells the other side its size; its foreground processes get SIGWINCH when it differs.
  public void resize(TerminalSize size) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment winsize = arena.allocate(8, 8);
      winsize.set(JAVA_SHORT, 0, (short) size.rows());
      winsize.set(JAVA_SHORT, 2, (short) size.columns());
      LibC.ioctl(arena, fd, TIOCSWINSZ, winsize).orThrow("setting a pty's size");
    }
  }

  /// Process id of the session leader whose terminal the other side is.
  public OptionalLong sessionLeader() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pid = arena.allocate(JAVA_INT);
      LibC.Outcome outcome = LibC.ioctl(arena, fd, TIOCGSID, pid);
      return outcome.failed() ? OptionalLong.empty() : OptionalLong.of(pid.get(JAVA_INT, 0));
    }
  }

  public void write(byte[] bytes, int length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(Math.max(1, length));
      MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, length);
      for (long done = 0; done < length; ) {
        done +=
            LibC.write(arena, fd, buffer.asSlice(done), length - done).orThrow("writing to a pty");
      }
    }
  }

  public void write(byte[] bytes) throws IOException {
    write(bytes, bytes.length);
  }

  /// Whether a key can be written now without waiting for the other side to read.
  public boolean hasRoom() {
    try (Arena arena = Arena.ofConfined()) {
      PollSet set = new PollSet(arena, 1);
      set.watch(0, fd, POLLOUT);
      return set.poll(0) && set.ready(0, POLLOUT);
    }
  }
}
