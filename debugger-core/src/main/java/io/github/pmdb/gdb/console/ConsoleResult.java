package io.github.pmdb.gdb.console;

/// How a line typed into gdb's console came to its end.
public sealed interface ConsoleResult {
  /// gdb is back at its top-level prompt.
  ///
  /// @param lineOpen the output did not end with a line break, so the cursor is not in column 0
  record Prompted(boolean lineOpen) implements ConsoleResult {}

  /// gdb ended by itself, as after `quit`.
  record Exited(int code) implements ConsoleResult {}

  /// gdb was killed or crashed.
  ///
  /// @param how for a person: "signal 11 (SEGV)"
  record Died(String how) implements ConsoleResult {}

  /// The user gave up on a gdb that does not answer, or the terminal is gone. gdb may still run;
  /// its console cannot be used any more.
  record Abandoned() implements ConsoleResult {}
}
