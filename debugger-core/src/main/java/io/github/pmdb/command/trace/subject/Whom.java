package io.github.pmdb.command.trace.subject;

import java.nio.file.Path;
import java.util.List;

/// Whose code a person wants to be traced.
public sealed interface Whom {
  record Running(long pid) implements Whom {}

  /// Every process of a program, those that start later too.
  record Everyone(Path program) implements Whom {}

  /// A program that is started for it.
  ///
  /// @param command the program and its arguments
  record Started(List<String> command) implements Whom {
    public Started {
      command = List.copyOf(command);
    }
  }
}
