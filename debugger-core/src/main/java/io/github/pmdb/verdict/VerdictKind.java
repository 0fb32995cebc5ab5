package io.github.pmdb.verdict;

/// What became of a process, in one word, with the exit code that tells it to scripts.
public enum VerdictKind {
  /// A signal killed it.
  CRASHED(10),
  /// A core was written on demand; nothing killed it.
  DUMPED(11),
  /// Threads wait for each other in a circle.
  DEADLOCKED(12),
  /// Every thread waits for something.
  WAITING(13),
  /// Stopped by a signal or a tracer.
  STOPPED(14),
  /// At least one thread runs.
  RUNNING(15),
  /// It has ended and its parent has not asked for the status.
  ZOMBIE(16),
  /// What a core has of it does not tell.
  UNKNOWN(17);

  private final int exitCode;

  VerdictKind(int exitCode) {
    this.exitCode = exitCode;
  }

  /// The exit code of `pmdb core`, `attach` and `bt` with `--batch`.
  public int exitCode() {
    return exitCode;
  }
}
