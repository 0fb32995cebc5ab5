package io.github.pmdb.snapshot;

import java.util.Optional;

/// What a thread does.
///
/// @param code the kernel's letter: R running, S sleeping, D disk wait, T stopped, t tracing stop,
///   Z zombie, X dead; `?` where a core does not tell
/// @param waitsFor system call with decoded arguments and/or the kernel function it sleeps in, in
///   words; absent when it does not wait or nothing is known
public record ThreadState(char code, Optional<String> waitsFor) {
  public static final ThreadState UNKNOWN = new ThreadState('?', Optional.empty());

  /// The state in a word.
  public String text() {
    return switch (code) {
      case 'R' -> "running";
      case 'S' -> "sleeping";
      case 'D' -> "uninterruptible sleep";
      case 'T' -> "stopped";
      case 't' -> "stopped by a tracer";
      case 'Z' -> "zombie";
      case 'X' -> "dead";
      case 'I' -> "idle";
      default -> "unknown";
    };
  }
}
