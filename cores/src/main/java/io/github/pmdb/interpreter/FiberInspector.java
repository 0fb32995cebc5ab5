package io.github.pmdb.interpreter;

/// Answers about fibers; an [Inspector] of a language that has them is one too.
public interface FiberInspector {
  /// All fibers, running, suspended, not started and ended.
  ///
  /// @param most fibers that are read; further ones are only counted
  FiberReport fibers(int most);
}
