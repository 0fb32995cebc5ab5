package io.github.pmdb.interpreter;

/// Answers about tasks; an [Inspector] of a language that has them is one too.
public interface TaskInspector {
  /// All tasks, running, waiting and finished.
  ///
  /// @param most tasks that are read; further ones are only counted
  TaskReport tasks(int most);
}
