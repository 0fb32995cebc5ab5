package io.github.pmdb.frame.unwind;

import io.github.pmdb.frame.dwarf.CpuState;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;

/// What the kernel saved when it delivered a signal, for trampolines that have no unwind
/// information (musl's).
final class SignalContext {
  /// Offset of `uc_mcontext.gregs` in `ucontext_t` (Linux `arch/x86/include/uapi/asm/ucontext.h`
  /// and `sigcontext.h`).
  private static final int GREGS = 40;

  /// DWARF numbers in the order of `struct sigcontext_64`: r8 … r15 di si bp bx dx ax cx sp ip.
  private static final int[] ORDER = {8, 9, 10, 11, 12, 13, 14, 15, 5, 4, 6, 3, 1, 0, 2, 7, 16};

  private SignalContext() {}

  /// The frame that was interrupted.
  ///
  /// @param context address of the `ucontext_t`, to which the stack pointer points once the handler
  ///   has returned
  static Step at(long context, Memory memory) {
    try {
      long[] values = new long[CpuState.COUNT];
      for (int i = 0; i < ORDER.length; i++) {
        values[ORDER[i]] = memory.i64(context + GREGS + 8L * i);
      }
      CpuState state = CpuState.of(values);
      return new Step.Caller(state, state.sp(), true, Step.Source.CALL_SITE, "");
    } catch (MemoryFault fault) {
      return new Step.End(0, fault.getMessage());
    }
  }
}
