package io.github.pmdb.app;

import io.github.pmdb.shell.AtExit;

/// Carries out several command lines in one JVM, for `scripts/lib/train`: the cache of short runs
/// then knows the classes that any of them takes.
public final class Rehearsal {
  private Rehearsal() {}

  /// @param lines each a command line, its words separated by blanks
  public static void main(String[] lines) {
    for (String line : lines) {
      Main.run(line.split(" ", -1), Streams.ofProcess());
    }
    AtExit.exit(0);
  }
}
