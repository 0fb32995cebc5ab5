package io.github.pmdb.interpreter;

import java.util.List;

/// Answers about exceptions; an [Inspector] of a language that has them is one too.
public interface ExceptionInspector {
  /// @param state `raising`, or `handling` in an `except` or `finally`
  /// @param chain the exception and those it came of, the oldest first
  record Raised(String state, List<ScriptException> chain) {}

  /// What a thread raises and handles now.
  List<Raised> exceptions(ScriptThread thread, Limits limits);
}
