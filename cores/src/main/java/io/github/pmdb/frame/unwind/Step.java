package io.github.pmdb.frame.unwind;

import io.github.pmdb.frame.dwarf.CpuState;

/// What [StackWalk] found beneath a frame.
public sealed interface Step {
  /// CFA of the frame the step was made from, 0 when not known.
  long cfa();

  /// There is a caller.
  ///
  /// @param state its registers
  /// @param interrupted whether it was interrupted by a signal rather than made a call, so that its
  ///   pc is where it will go on, and the frame the step was made from is a signal trampoline
  /// @param source how it was found
  /// @param problem what is doubtful about it, else empty
  record Caller(CpuState state, long cfa, boolean interrupted, Source source, String problem)
      implements Step {}

  /// The stack ends.
  ///
  /// @param problem why, where that is not its natural end, else empty
  record End(long cfa, String problem) implements Step {}

  /// The return address that was found is not in executable memory.
  record Astray() implements Step {
    @Override
    public long cfa() {
      return 0;
    }
  }

  /// How a caller was found.
  enum Source {
    UNWIND_TABLE,
    /// A guess, and a call instruction lies before the address that was found.
    CALL_SITE,
    GUESS
  }
}
