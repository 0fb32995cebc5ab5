package io.github.pmdb.target;

import java.util.Set;

/// A signal at which an engine stopped the target, which has not got it yet.
///
/// @param name as in `SIGSEGV`
/// @param meaning in the engine's words
public record StopSignal(String name, String meaning) {
  /// Those by which a program that goes wrong is told so.
  private static final Set<String> FAULTS =
      Set.of("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSYS");

  public boolean isFault() {
    return FAULTS.contains(name);
  }
}
