package io.github.pmdb.interpreter;

import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/// Answers about locks of the language; an [Inspector] of a language that has them is one too.
public interface LockInspector {
  /// Who waits for locks, or for another thread's end.
  LockReport locks();

  /// What a thread waits for by the innermost functions of the language's own library, and where
  /// the user's code called them; absent where none of them is innermost and no code of the user's
  /// runs.
  Optional<Pause> pause(ScriptThread thread);

  /// The last line before the one that runs on which a function most likely took a lock, as its
  /// source says.
  ///
  /// @param frame that runs the function
  /// @param address of the lock; empty for the lock of a file
  /// @param source the text of a line of the frame's file
  Optional<Integer> taken(
      ScriptFrame frame, OptionalLong address, IntFunction<Optional<String>> source);

  /// Signals for which the language calls a function of the program while the thread waits for a
  /// lock: it may release that. Absent where it is not known which.
  default Optional<List<String>> handled(long tid) {
    return Optional.of(List.of());
  }

  /// A thread that has called something and has not come back.
  ///
  /// @param what it waits for, in words; empty where that is not known
  /// @param at the innermost frame outside of the library; absent where there is none
  /// @param by the function of the library that was called, with its module; empty where none was
  record Pause(String what, Optional<ScriptFrame> at, String by) {}

  /// @param waits in the order of the threads
  /// @param circles of tasks of event loops that idle
  /// @param problems what could not be read
  record LockReport(List<Wait> waits, List<TaskCircle> circles, List<Problem> problems) {}

  /// Tasks that wait for each other.
  ///
  /// @param tid the thread that runs their event loop
  /// @param sure whether no other thread may end that
  /// @param told who waits for whom, then what each waits for
  record TaskCircle(long tid, boolean sure, List<String> told) {}

  /// A thread that waits.
  ///
  /// @param address of what it waits for
  /// @param what that is, in words
  /// @param at the innermost frame of the thread outside of the language's own library
  /// @param timed whether it ends by itself after some time
  /// @param outside whether another process may end it
  /// @param holder the thread that can end the wait, absent when that is not known
  /// @param told how the holder is known, or why it is not; may be empty
  record Wait(
      long tid,
      long address,
      String what,
      ScriptFrame at,
      boolean timed,
      boolean outside,
      Optional<Holder> holder,
      String told) {}

  /// @param sure whether it is known, and not only likely
  record Holder(long tid, boolean sure) {}
}
