package io.github.pmdb.mi;

import java.util.OptionalLong;

/// One line of gdb's MI output.
public sealed interface MiRecord {
  /// `^`: the answer to a command.
  ///
  /// @param resultClass `done`, `running`, `connected`, `error` or `exit`
  record Result(OptionalLong token, String resultClass, MiValue.Tuple results)
      implements MiRecord {}

  /// What gdb tells on its own.
  sealed interface Async extends MiRecord {
    /// `stopped`, `thread-created`, …
    String name();

    MiValue.Tuple results();
  }

  /// `*`: the target runs or stopped.
  record Exec(OptionalLong token, String name, MiValue.Tuple results) implements Async {}

  /// `+`: progress of something slow.
  record Status(OptionalLong token, String name, MiValue.Tuple results) implements Async {}

  /// `=`: anything else that changed.
  record Notify(OptionalLong token, String name, MiValue.Tuple results) implements Async {}

  /// `~`: what a console would show.
  record Console(MiConst text) implements MiRecord {}

  /// `@`: output of a remote target.
  record Target(MiConst text) implements MiRecord {}

  /// `&`: gdb's log, commands echoed and messages.
  record Log(MiConst text) implements MiRecord {}

  /// `(gdb)`: gdb waits for a command.
  record Prompt() implements MiRecord {}

  /// A line that is no MI, for example output of the program on the same terminal.
  ///
  /// @param reason why it is not, with the column
  record Unparsed(MiConst line, String reason) implements MiRecord {}
}
