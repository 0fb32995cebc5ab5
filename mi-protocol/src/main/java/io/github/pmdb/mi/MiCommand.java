package io.github.pmdb.mi;

import java.util.Arrays;
import java.util.stream.Collectors;

/// An MI command, ready to be written behind a token.
///
/// @param text the operation and its parameters, without a line feed
public record MiCommand(String text) {
  public MiCommand {
    if (text.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
      throw new IllegalArgumentException("an MI command is one line: " + text.strip());
    }
  }

  /// A command whose parameters gdb splits as MI says; each is quoted where it needs to be.
  ///
  /// @param operation with its dash: `-break-insert`
  public static MiCommand of(String operation, String... parameters) {
    return new MiCommand(
        operation
            + Arrays.stream(parameters)
                .map(p -> " " + (Escapes.isPlain(p) ? p : Escapes.quote(p)))
                .collect(Collectors.joining()));
  }

  /// A command that gdb hands on to its console command as it is (`-gdb-set`, `-target-select`,
  /// `-file-exec-and-symbols`, `-exec-arguments`, `-target-attach`; DEF_MI_CMD_CLI in gdb's
  /// `mi/mi-cmds.c`): quotes would become part of the argument.
  ///
  /// @throws IllegalArgumentException when `rest` holds a line break or a NUL
  public static MiCommand raw(String operation, String rest) {
    return new MiCommand(operation + " " + rest);
  }

  /// A console command run through MI; its output arrives with the answer.
  public static MiCommand console(String command) {
    return of("-interpreter-exec", "console", command);
  }
}
