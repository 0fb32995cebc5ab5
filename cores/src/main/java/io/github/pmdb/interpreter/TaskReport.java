package io.github.pmdb.interpreter;

import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.OptionalLong;

/// The tasks of a process.
///
/// @param interpreter `CPython 3.14.3`
/// @param loops event loops that a task belongs to
/// @param tasks those that were read, by name
/// @param total how many there are
/// @param problems what was left out or could not be read
public record TaskReport(
    String interpreter,
    List<EventLoop> loops,
    List<Task> tasks,
    long total,
    List<Problem> problems) {
  /// @param type its class, with the module
  /// @param tid kernel thread that runs it, absent when it does not run or that is not known
  public record EventLoop(long address, String type, OptionalLong tid) {}
}
