package io.github.pmdb.target;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// Changes a process that stands still. Nothing uses it but commands that say so.
public interface Intervention {
  /// Calls a function on a thread while all other threads stand still. It must be one that comes
  /// back at once.
  ///
  /// @param tid a thread that stands where a call does no harm
  /// @throws io.github.pmdb.snapshot.UserError when it did not come back in time; the thread stands
  ///   where it stood before
  long call(long tid, long function, long... arguments);

  /// As [#call], for a function that starts a thread; the other threads run meanwhile.
  Called startThread(long tid, long function, long... arguments);

  /// @param born kernel id of the thread that was started, absent when it has ended already
  record Called(long value, OptionalLong born) {}

  /// Writes memory, of read-only mappings too.
  void write(long address, byte[] bytes);

  /// Lets the process run until a thread gets to an address.
  ///
  /// @param only the thread that runs alone; all run when absent
  Run runTo(long address, OptionalLong only, Duration limit);

  /// As [#runTo], until a thread makes a call that is heeded.
  Run runToCall(OptionalLong only, Duration limit);

  /// How it ended that the process was let run. It stands still then, if it is still there.
  sealed interface Run {
    /// A thread is where it was to get.
    record There() implements Run {}

    /// It was stopped at the limit.
    record Late() implements Run {}

    /// It was stopped since the user cancelled what was asked for.
    record Cancelled() implements Run {}

    /// It has stopped elsewhere by itself.
    ///
    /// @param signal at which, where it was one
    record Stopped(Optional<StopSignal> signal) implements Run {}

    record Ended() implements Run {}
  }

  /// From now on the process stops, without a word, when a function is called with a text that
  /// begins with `=pmdb MARK NUMBER`, followed by a letter that is heeded.
  void listen(long function, long mark);

  /// Which calls stop the process: those with these letters. The others are let pass.
  void heed(int... letters);

  /// The call that a thread still stands in.
  Optional<Heard> heard();

  /// @param tid the thread that calls
  /// @param text address of the text
  /// @param function address of the function
  /// @param fresh whether it is told for the first time
  record Heard(long tid, long text, long function, boolean fresh) {}
}
