package io.github.pmdb.output;

import org.jspecify.annotations.Nullable;

/// When output is coloured: the values of `--color`.
public enum ColorChoice {
  AUTO,
  ALWAYS,
  NEVER;

  /// @param terminal whether the output is a terminal
  /// @param noColor value of `NO_COLOR`: any non-empty one asks for no colour
  ///   (https://no-color.org)
  /// @param term value of `TERM`; a `dumb` terminal shows escape sequences as garbage
  public boolean colored(boolean terminal, @Nullable String noColor, @Nullable String term) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          terminal
              && (noColor == null || noColor.isEmpty())
              && term != null
              && !"dumb".equals(term);
    };
  }
}
