package io.github.pmdb.gdb;

/// gdb refused a command or failed at it. It stays inside this package: callers of the engine are
/// told as users are, by a [io.github.pmdb.snapshot.UserError] with this as its cause.
final class GdbError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String command;

  /// @param command what was asked
  /// @param message gdb's own words
  GdbError(String command, String message) {
    super(message);
    this.command = command;
  }

  String command() {
    return command;
  }

  /// gdb's own words.
  String words() {
    return String.valueOf(getMessage());
  }
}
