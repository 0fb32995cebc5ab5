package io.github.pmdb.target;

import io.github.pmdb.snapshot.Registers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// An engine whose target can run.
public interface LiveEngine extends Engine {
  /// The process, absent when it has ended.
  OptionalLong pid();

  /// Process id of the engine itself.
  long enginePid();

  /// Lets the process run on and leaves it; safe to call twice and on a dead engine.
  void detach();

  /// Asks the target to stop; returns when it has.
  void interrupt();

  /// Stops the target, when it runs, by a signal that it never gets, where it would take the one
  /// that the engine stops it with for its own. Returns at once.
  ///
  /// @param anyway where the engine's own way is fine, too
  /// @return whether that was done
  boolean stopBySignal(boolean anyway);

  /// The registers of the threads by their kernel ids, of none while the process runs or where this
  /// engine can not tell.
  Map<Long, Registers> registers();

  /// The signal at which the target stopped last and stands still now.
  Optional<StopSignal> stopSignal();

  /// Addresses at which instructions may be replaced by breakpoints now.
  List<Long> breakpointAddresses();

  /// How often the target has stopped, run or ended, or its memory was changed: as far as the
  /// engine has told before its last answer, which listeners learn later.
  long changes();

  /// Called, on the engine's own thread, each time the target stops, runs or ends.
  void onChange(Runnable listener);

  /// What changes the process.
  ///
  /// @throws io.github.pmdb.snapshot.UserError when this engine can not
  Intervention intervention();

  /// Runs an action, while the process stands still, before it is left. What fails in it is told
  /// when the process has been left.
  void beforeLeaving(Runnable action);
}
