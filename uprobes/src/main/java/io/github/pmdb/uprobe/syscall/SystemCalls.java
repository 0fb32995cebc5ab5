package io.github.pmdb.uprobe.syscall;

import io.github.pmdb.snapshot.UserError;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// System calls that the JDK has no method for, through the C library's `syscall`. Numbers are
/// those of x86-64, `asm/unistd_64.h`.
public final class SystemCalls {
  public static final long CLOSE = 3;
  public static final long MMAP = 9;
  public static final long MUNMAP = 11;
  public static final long EPOLL_WAIT = 232;
  public static final long EPOLL_CTL = 233;
  public static final long EPOLL_CREATE1 = 291;
  public static final long PERF_EVENT_OPEN = 298;
  public static final long BPF = 321;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL = handle();

  private SystemCalls() {}

  private static MethodHandle handle() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG),
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }

  /// Programs read the registers of x86-64, and the numbers above are its own.
  public static void requireMachine() {
    String machine = System.getProperty("os.arch", "");
    if (!machine.equals("amd64")) {
      throw new UserError("probes work on x86-64 only, this machine is " + machine, "");
    }
  }

  /// Returns the result, or the negative error number.
  ///
  /// @param arguments at most six
  public static long call(long number, long... arguments) {
    long[] all = java.util.Arrays.copyOf(arguments, 6);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result =
          (long) SYSCALL.invokeExact(state, number, all[0], all[1], all[2], all[3], all[4], all[5]);
      return result >= 0 || result < -1 ? result : -(long) (int) ERRNO.get(state, 0L);
    } catch (Throwable e) {
      throw new AssertionError("syscall takes seven longs", e);
    }
  }
}
