package io.github.pmdb.app;

import io.github.pmdb.command.Dispatcher;
import io.github.pmdb.snapshot.UserError;
import java.util.Set;

/// Keeps a script from letting the program run on for ever after what was to stop it has failed.
final class MissedStop {
  /// gdb's and ours, in full and as they are shortened.
  private static final Set<String> STOPS =
      Set.of(
          "py-break",
          "break",
          "brea",
          "bre",
          "br",
          "b",
          "tbreak",
          "tb",
          "tbr",
          "hbreak",
          "hb",
          "thbreak",
          "rbreak",
          "rb",
          "watch",
          "wa",
          "rwatch",
          "rw",
          "awatch",
          "aw",
          "catch",
          "tcatch");

  private static final Set<String> GOES_ON =
      Set.of("continue", "cont", "c", "fc", "fg", "run", "r", "signal", "jump", "j");

  private final boolean watched;

  /// The line that was to set a stop; empty when none failed, or another succeeded since.
  private String failed = "";

  /// @param watched whether somebody can interrupt the program
  MissedStop(boolean watched) {
    this.watched = watched;
  }

  /// @throws UserError when the line would let the program run and nothing may stop it
  void check(String line) {
    if (!watched && !failed.isEmpty() && GOES_ON.contains(word(line))) {
      throw new UserError(
          "`%s` is not run: nothing may ever stop the program, since `%s` failed"
              .formatted(line.strip(), failed),
          "mend that line, or leave it out");
    }
  }

  /// Takes note of how a line ended.
  void note(String line, boolean lineFailed) {
    if (STOPS.contains(word(line))) {
      failed = lineFailed ? line.strip() : "";
    }
  }

  private static String word(String line) {
    return Dispatcher.name(line);
  }
}
