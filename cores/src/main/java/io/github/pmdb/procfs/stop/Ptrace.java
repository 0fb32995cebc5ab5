package io.github.pmdb.procfs.stop;

import io.github.pmdb.snapshot.Registers;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/// The system calls `ptrace` and `wait4` through the C library. The kernel ties a tracee to the
/// thread that seized it, so all calls must come from one platform thread.
final class Ptrace {
  /// Requests, `linux/ptrace.h`.
  private static final int PEEKDATA = 2;

  private static final int POKEDATA = 5;
  private static final int DETACH = 17;

  private static final int GETREGSET = 0x4204;
  private static final int SETREGSET = 0x4205;
  private static final int SEIZE = 0x4206;
  private static final int INTERRUPT = 0x4207;

  /// `NT_PRSTATUS` of `elf.h`: the general registers.
  private static final long GENERAL_REGISTERS = 1;

  /// Waits also for threads that were not made by `fork`; returns at once. `linux/wait.h`.
  private static final int WALL_NO_HANG = 0x4000_0000 | 1;

  static final int EPERM = 1;
  static final int ESRCH = 3;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final AddressLayout POINTER = ValueLayout.ADDRESS;
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final MethodHandle ptrace;
  private final MethodHandle waitpid;

  Ptrace() {
    Linker linker = Linker.nativeLinker();
    Linker.Option errno = Linker.Option.captureCallState("errno");
    ptrace =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("ptrace"),
            FunctionDescriptor.of(LONG, LONG, LONG, POINTER, POINTER),
            errno);
    waitpid =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("waitpid"),
            FunctionDescriptor.of(INT, INT, POINTER, INT),
            errno);
  }

  /// Returns 0 or the error number, as all of these do.
  int seize(long tid) {
    return request(SEIZE, tid, MemorySegment.NULL, MemorySegment.NULL);
  }

  int interrupt(long tid) {
    return request(INTERRUPT, tid, MemorySegment.NULL, MemorySegment.NULL);
  }

  /// @param signal delivered to the thread as it goes on, 0 for none
  int detach(long tid, int signal) {
    return request(DETACH, tid, MemorySegment.NULL, MemorySegment.ofAddress(signal));
  }

  /// Empty when the thread has no 64-bit registers or is gone.
  Optional<Registers> registers(long tid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(LONG, Registers.COUNT);
      MemorySegment vector = arena.allocate(16, 8);
      vector.set(POINTER, 0, values);
      vector.set(LONG, 8, values.byteSize());
      int error = request(GETREGSET, tid, MemorySegment.ofAddress(GENERAL_REGISTERS), vector);
      return error == 0 && vector.get(LONG, 8) == values.byteSize()
          ? Optional.of(new Registers(values.toArray(LONG)))
          : Optional.empty();
    }
  }

  /// Sets the program counter; the thread must be stopped.
  void setPc(long tid, Registers registers, long pc) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment values = arena.allocate(LONG, Registers.COUNT);
      for (int i = 0; i < Registers.COUNT; i++) {
        values.setAtIndex(LONG, i, registers.get(Registers.NAMES.get(i)));
      }
      values.setAtIndex(LONG, Registers.NAMES.indexOf("rip"), pc);
      MemorySegment vector = arena.allocate(16, 8);
      vector.set(POINTER, 0, values);
      vector.set(LONG, 8, values.byteSize());
      request(SETREGSET, tid, MemorySegment.ofAddress(GENERAL_REGISTERS), vector);
    }
  }

  /// Replaces one byte through a stopped thread, whatever the protection of its page. Unlike a
  /// write to `/proc/PID/mem` no kernel setting forbids it (`proc_mem.force_override`).
  int poke(long tid, long address, byte value) {
    try (Arena arena = Arena.ofConfined()) {
      // The C library's wrapper stores the word that is read and returns an error as -1 with errno
      // set, so errno is the only proof of success.
      long aligned = address & -8;
      MemorySegment state = arena.allocate(STATE);
      ERRNO.set(state, 0L, 0);
      long word =
          (long)
              ptrace.invokeExact(
                  state,
                  (long) PEEKDATA,
                  tid,
                  MemorySegment.ofAddress(aligned),
                  MemorySegment.NULL);
      if (word == -1 && (int) ERRNO.get(state, 0L) != 0) {
        return (int) ERRNO.get(state, 0L);
      }
      int shift = (int) (address - aligned) * 8;
      long changed = (word & ~(0xffL << shift)) | ((value & 0xffL) << shift);
      return request(
          POKEDATA, tid, MemorySegment.ofAddress(aligned), MemorySegment.ofAddress(changed));
    } catch (Throwable e) {
      throw new AssertionError("ptrace takes two longs and two pointers", e);
    }
  }

  /// Every call that a stop takes, for a thread id that no thread has.
  void callNobody() {
    long nobody = Integer.MAX_VALUE;
    seize(nobody);
    interrupt(nobody);
    registers(nobody);
    poll(nobody);
    detach(nobody, 0);
  }

  /// Asks whether a thread has stopped or ended since, without waiting.
  Change poll(long tid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      MemorySegment status = arena.allocate(INT);
      int got = (int) waitpid.invokeExact(state, (int) tid, status, WALL_NO_HANG);
      return got == 0
          ? new Change.None()
          : got < 0 ? new Change.Ended() : change(status.get(INT, 0));
    } catch (Throwable e) {
      throw new AssertionError("waitpid takes an int, a pointer and an int", e);
    }
  }

  /// Decodes a wait status, `ptrace(2)`: a stop has 0x7f in the low byte, the signal above it and
  /// the event above that. Only a stop without an event holds back a signal.
  private static Change change(int status) {
    if ((status & 0xff) != 0x7f) {
      return new Change.Ended();
    }
    int signal = status >> 8 & 0xff;
    int event = status >> 16;
    return new Change.Stopped(event == 0 ? signal : 0);
  }

  sealed interface Change {
    record None() implements Change {}

    record Ended() implements Change {}

    /// @param heldBack the signal that the thread was about to get, 0 for none
    record Stopped(int heldBack) implements Change {}
  }

  private int request(int request, long tid, MemorySegment address, MemorySegment data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      long result = (long) ptrace.invokeExact(state, (long) request, tid, address, data);
      return result >= 0 ? 0 : (int) ERRNO.get(state, 0L);
    } catch (Throwable e) {
      throw new AssertionError("ptrace takes two longs and two pointers", e);
    }
  }
}
