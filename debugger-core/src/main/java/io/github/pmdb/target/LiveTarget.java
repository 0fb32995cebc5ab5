package io.github.pmdb.target;

import io.github.pmdb.procfs.LiveSnapshot;
import java.time.Duration;
import java.util.Optional;

/// A live process.
public non-sealed interface LiveTarget extends Target {
  /// @throws io.github.pmdb.snapshot.UserError when the process has ended
  long pid();

  @Override
  LiveSnapshot snapshot();

  /// The signal at which it was stopped, where an engine holds it.
  Optional<StopSignal> stopSignal();

  /// Lets the process run on and leaves it; safe to call twice.
  void detach();

  /// How long the process stood still because of us, up to now.
  Duration stoodStill();
}
