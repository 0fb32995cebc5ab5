package io.github.pmdb.interpreter;

import io.github.pmdb.snapshot.Problem;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// The tasks of a process.
///
/// @param interpreter `CPython 3.14.3`
/// @param loops event loops that a task belongs to
/// @param tasks those that were read, by name
/// @param total how many there are
/// @param circles tasks that wait for each other
/// @param problems what was left out or could not be read
public record TaskReport(
    String interpreter,
    List<EventLoop> loops,
    List<Task> tasks,
    long total,
    List<Circle> circles,
    List<Problem> problems) {
  /// Tasks of which each waits for the next one, or for what it holds, and the last one for the
  /// first. Nobody else can end their waits, save perhaps other threads.
  ///
  /// @param others ids of the threads whose code may end the waits, 0 where one is not known
  public record Circle(List<Task.Ref> tasks, List<Long> others) {
    private static final int NAMED = 3;

    public boolean isSure() {
      return others.isEmpty();
    }

    /// In words.
    public String text() {
      return isSure()
          ? "deadlock: " + waits()
          : "%s, unless %s ends that by `call_soon_threadsafe`"
              .formatted(waits(), ScriptThread.listed(others, NAMED));
    }

    private String waits() {
      if (tasks.size() == 1) {
        return tasks.getFirst().text() + " waits for itself";
      }
      String first = tasks.getFirst().text();
      String others =
          tasks.stream()
              .skip(1)
              .map(task -> task.text() + ", which waits for ")
              .collect(Collectors.joining());
      return "%s waits for %s%s".formatted(first, others, first);
    }
  }

  /// @param type its class, with the module
  /// @param tid kernel thread that runs it, absent when it does not run or that is not known
  public record EventLoop(long address, String type, OptionalLong tid) {}
}
