package io.github.pmdb.gdb.pty;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The few calls of the C library about terminals that neither the JDK nor pty4j has: polling two
/// ptys at once, terminal modes, window size, the session on a terminal.
final class LibC {
  /// `EINTR` of asm-generic/errno-base.h.
  static final int EINTR = 4;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle POLL =
      call("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final MethodHandle READ =
      call("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle WRITE =
      call("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
  private static final MethodHandle OPEN =
      call(
          "open",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  private static final MethodHandle IOCTL =
      call(
          "ioctl",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle TCGETATTR =
      call("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  private static final MethodHandle TCSETATTR =
      call("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));

  private LibC() {}

  /// What a call gave, and errno when that is negative.
  record Outcome(long value, int errno) {
    boolean failed() {
      return value < 0;
    }

    long orThrow(String what) throws IOException {
      if (failed()) {
        throw new IOException(what + " failed with errno " + errno);
      }
      return value;
    }
  }

  private static MethodHandle call(
      String name, FunctionDescriptor descriptor, Linker.Option... more) {
    Linker.Option[] options = new Linker.Option[more.length + 1];
    System.arraycopy(more, 0, options, 1, more.length);
    options[0] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }

  private interface Call {
    long invoke(MemorySegment state) throws Throwable;
  }

  /// Repeats a call that a signal interrupted.
  private static Outcome invoke(Arena arena, Call call) {
    MemorySegment state = arena.allocate(STATE);
    while (true) {
      long value = value(call, state);
      int errno = value < 0 ? (int) ERRNO.get(state, 0L) : 0;
      if (value >= 0 || errno != EINTR) {
        return new Outcome(value, errno);
      }
    }
  }

  private static long value(Call call, MemorySegment state) {
    try {
      return call.invoke(state);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new LinkageError("a call of the C library threw", e);
    }
  }

  static Outcome poll(Arena arena, MemorySegment fds, long count, int timeoutMillis) {
    return invoke(arena, s -> (int) POLL.invokeExact(s, fds, count, timeoutMillis));
  }

  static Outcome read(Arena arena, int fd, MemorySegment buffer, long length) {
    return invoke(arena, s -> (long) READ.invokeExact(s, fd, buffer, length));
  }

  static Outcome write(Arena arena, int fd, MemorySegment buffer, long length) {
    return invoke(arena, s -> (long) WRITE.invokeExact(s, fd, buffer, length));
  }

  static Outcome open(Arena arena, String path, int flags) {
    MemorySegment name = arena.allocateFrom(path);
    return invoke(arena, s -> (int) OPEN.invokeExact(s, name, flags));
  }

  static Outcome close(Arena arena, int fd) {
    return invoke(arena, s -> (int) CLOSE.invokeExact(s, fd));
  }

  static Outcome ioctl(Arena arena, int fd, long request, MemorySegment argument) {
    return invoke(arena, s -> (int) IOCTL.invokeExact(s, fd, request, argument));
  }

  static Outcome tcgetattr(Arena arena, int fd, MemorySegment termios) {
    return invoke(arena, s -> (int) TCGETATTR.invokeExact(s, fd, termios));
  }

  /// With `TCSANOW` (0).
  static Outcome tcsetattr(Arena arena, int fd, MemorySegment termios) {
    return invoke(arena, s -> (int) TCSETATTR.invokeExact(s, fd, 0, termios));
  }
}
