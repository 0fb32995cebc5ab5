package io.github.pmdb.interpreter;

/// Answers about locks of the language; an [Inspector] of a language that has them is one too.
public interface LockInspector {
  LockReport locks();
}
