package io.github.pmdb.gdb.console;

/// What Ctrl-C does to a program that gdb can not stop.
@FunctionalInterface
public interface Interruption {
  /// Ctrl-C goes to gdb.
  Interruption NONE = _ -> false;

  /// @param again nothing has happened since the last Ctrl-C
  /// @return whether the program is being stopped, and gdb needs no Ctrl-C
  boolean stop(boolean again);
}
