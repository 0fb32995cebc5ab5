package io.github.pmdb.interpreter;

import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.Optional;

/// Threads that wait for locks of the language, or for each other's end.
///
/// @param waits in the order of the threads
/// @param problems what could not be read
public record LockReport(List<Wait> waits, List<Problem> problems) {

  /// A thread that waits.
  ///
  /// @param address of what it waits for
  /// @param what that is: `the threading.Lock accounts`
  /// @param at the innermost frame of the thread
  /// @param holder the thread that can end the wait, absent when that is not known
  /// @param told how the holder is known, or why it is not
  public record Wait(
      long tid, long address, String what, ScriptFrame at, Optional<Long> holder, String told) {}
}
