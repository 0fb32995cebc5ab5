package io.github.pmdb.target;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;

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

  @Override
  void close();

  /// @param inspectors those that can be read
  /// @param failed those that are there and can not, with the steps tried
  record Interpreters(List<Inspector> inspectors, List<FailedInterpreter> failed) {}

  record FailedInterpreter(String language, String what, List<String> steps) {}
}
