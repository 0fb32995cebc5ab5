package io.github.pmdb.target;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What is being debugged: a core file or a live process.
public sealed interface Target extends AutoCloseable permits CoreTarget, LiveTarget {
  /// `core core.python.1234` or `process 4711`, for the prompt.
  String title();

  /// What is true now. For a live target it is fresh after each stop.
  Snapshot snapshot();

  /// Interpreters found in the current snapshot, detected on first use.
  Interpreters interpreters();

  /// The native debugger, absent with `--no-gdb` or when it could not be started.
  Optional<Engine> engine();

  /// The native debugger, if it has been started already; never starts one.
  Optional<Engine> startedEngine();

  /// Does something with the target as it stands at one moment, where it would run otherwise and
  /// one of its interpreters can only be read then. The work may be done several times.
  default <T> Held<T> still(Supplier<T> work) {
    return Held.running(work.get());
  }

  /// As [#still], for work that goes through much of the target: where that would run otherwise,
  /// all that it may change is copied.
  ///
  /// @param progress is told what is being done
  /// @param check what it throws ends the work
  default <T> Held<T> copied(Supplier<T> work, Consumer<String> progress, Runnable check) {
    return still(work);
  }

  /// @param pause how long it was stopped for that
  /// @param remark what is to be said of that
  record Held<T>(T value, Duration pause, Optional<Problem> remark) {
    /// Of what did not have to be stopped.
    public static <T> Held<T> running(T value) {
      return new Held<>(value, Duration.ZERO, Optional.empty());
    }
  }

  @Override
  void close();

  /// @param inspectors those that can be read
  /// @param failed those that are there and can not, with the steps tried
  record Interpreters(List<Inspector> inspectors, List<FailedInterpreter> failed) {}

  record FailedInterpreter(String language, String what, List<String> steps, boolean lasting) {}
}
