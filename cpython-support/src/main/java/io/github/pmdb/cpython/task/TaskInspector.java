package io.github.pmdb.cpython.task;

/// Answers about tasks; what finds a CPython gives one.
public interface TaskInspector {
  /// All tasks of asyncio, running, waiting and finished.
  ///
  /// @param most tasks that are read; further ones are only counted
  TaskReport tasks(int most);
}
