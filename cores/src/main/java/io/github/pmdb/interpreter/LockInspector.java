package io.github.pmdb.interpreter;

import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.Optional;

/// Answers about locks of the language; an [Inspector] of a language that has them is one too.
public interface LockInspector {
  /// Who waits for locks, or for another thread's end.
  LockReport locks();

  /// @param waits in the order of the threads
  /// @param problems what could not be read
  record LockReport(List<Wait> waits, List<Problem> problems) {}

  /// A thread that waits.
  ///
  /// @param address of what it waits for
  /// @param what that is, in words
  /// @param at the innermost frame of the thread, of a library's function its caller
  /// @param timed whether it ends by itself after some time
  /// @param holder the thread that can end the wait, absent when that is not known
  /// @param told how the holder is known, or why it is not; may be empty
  record Wait(
      long tid,
      long address,
      String what,
      ScriptFrame at,
      boolean timed,
      Optional<Holder> holder,
      String told) {}

  /// @param sure whether it is known, and not only likely
  record Holder(long tid, boolean sure) {}
}
