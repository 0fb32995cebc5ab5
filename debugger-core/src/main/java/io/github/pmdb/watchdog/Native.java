package io.github.pmdb.watchdog;

import io.github.pmdb.procfs.file.ProcDirectory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.LockSupport;

/// The few calls of the C library that the JDK does not have.
final class Native {
  /// Signal numbers of x86-64 and AArch64 Linux, `asm-generic/signal.h`.
  static final int SIGHUP = 1;

  static final int SIGKILL = 9;
  static final int SIGTERM = 15;
  static final int SIGCONT = 18;

  /// `asm-generic/unistd.h`, the same number on every architecture.
  private static final long SYS_PIDFD_OPEN = 434;

  private static final short POLLIN = 1;
  private static final long FALLBACK_NANOS = 2_000_000;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final MethodHandle kill = handle("kill", FunctionDescriptor.of(INT, INT, INT));
  private final MethodHandle setsid = handle("setsid", FunctionDescriptor.of(INT));
  private final MethodHandle syscall =
      handle("syscall", FunctionDescriptor.of(LONG, LONG, LONG, LONG));
  private final MethodHandle poll =
      handle("poll", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));

  private static MethodHandle handle(String name, FunctionDescriptor shape) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
  }

  /// A session of our own, so that neither the terminal's hang-up nor a signal to pmdb's process
  /// group takes us along.
  void leaveSession() {
    try {
      int _ = (int) setsid.invokeExact();
    } catch (Throwable e) {
      throw new AssertionError("setsid takes nothing", e);
    }
  }

  /// Whether the signal could be sent.
  boolean signal(long pid, int signal) {
    try {
      return (int) kill.invokeExact((int) pid, signal) == 0;
    } catch (Throwable e) {
      throw new AssertionError("kill takes two ints", e);
    }
  }

  /// Returns when a process that need not be our child has ended: at once by a pidfd, within
  /// milliseconds where the kernel has none (before Linux 5.3).
  void awaitEnd(long pid) {
    try (Arena arena = Arena.ofConfined()) {
      long descriptor = (long) syscall.invokeExact(SYS_PIDFD_OPEN, pid, 0L);
      if (descriptor >= 0) {
        MemorySegment request = arena.allocate(8, 4);
        request.set(INT, 0, (int) descriptor);
        request.set(ValueLayout.JAVA_SHORT, 4, POLLIN);
        int ready = 0;
        while (ready <= 0) {
          ready = (int) poll.invokeExact(request, 1L, -1);
        }
        return;
      }
    } catch (Throwable e) {
      throw new AssertionError("pidfd_open and poll take what they are given", e);
    }
    while (ProcDirectory.of(pid).exists()) {
      LockSupport.parkNanos(FALLBACK_NANOS);
    }
  }
}
