package io.github.pmdb.shell;

import io.github.pmdb.gdb.console.UserTerminal;
import java.util.function.Consumer;

/// Where lines go that are not ours: the native debugger's own console, started when first needed.
public interface NativeConsole {
  /// Whether there may be a debugger at all.
  boolean usable();

  /// Where goes what the debugger and its program write while no line runs: a program that runs in
  /// the background, or the debugger's own notes on what our commands selected. Dropped until this
  /// is called.
  void between(Consumer<String> sink);

  /// Runs a line; the terminal is the debugger's until it prompts again.
  ///
  /// @param line may hold further lines, typed when the debugger asks for more
  /// @return what to tell the user when the debugger did not come back, else empty
  /// @throws io.github.pmdb.snapshot.UserError when there is no debugger
  String run(String line, UserTerminal terminal);

  /// Runs a line without a terminal.
  Captured capture(String line);

  /// @param text what the line printed
  /// @param failed the debugger refused it
  record Captured(String text, boolean failed) {}
}
