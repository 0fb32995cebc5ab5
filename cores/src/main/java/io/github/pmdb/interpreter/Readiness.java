package io.github.pmdb.interpreter;

import java.util.List;
import java.util.OptionalLong;

/// What stands in the way of code of the language that is to be run in the target.
///
/// @param free whether it is sure that no thread holds the interpreter's lock
/// @param holder address of the [ScriptThread] that holds the lock, when known
/// @param obstacles why no code can be run at all, in words
public record Readiness(boolean free, OptionalLong holder, List<String> obstacles) {
  /// For interpreters that do not tell.
  public static final Readiness UNKNOWN = new Readiness(false, OptionalLong.empty(), List.of());
}
