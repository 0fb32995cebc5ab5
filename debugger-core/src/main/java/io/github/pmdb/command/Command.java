package io.github.pmdb.command;

import io.github.pmdb.output.Document;
import java.util.Set;

/// A command: a declaration and a function from the session to a value.
///
/// @param <T> the value; a record that Jackson writes as it is
public interface Command<T> {
  CommandSpec spec();

  /// Whether a line with this name and tail is meant for us. A command that shares its name with
  /// one of gdb's says no to what gdb does better.
  ///
  /// @param name as it was typed: that of the command, or another that it has
  /// @param tail what was typed after the name
  default boolean accepts(String name, String tail) {
    return true;
  }

  /// What it needs for these arguments.
  default Set<CommandSpec.Need> needs(Arguments arguments) {
    return spec().needs();
  }

  /// @throws io.github.pmdb.snapshot.UserError for what the user can mend
  T run(Session session, Arguments arguments);

  /// Whether what came of it is a failure, which the exit code of a script tells.
  default boolean failed(T value) {
    return false;
  }

  /// A line for the engine that is run behind it; empty for none.
  default String then(T value) {
    return "";
  }

  /// The same value for a person, with source lines where the session finds them.
  Document text(Session session, T value);
}
