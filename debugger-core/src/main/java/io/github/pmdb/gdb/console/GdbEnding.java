package io.github.pmdb.gdb.console;

import java.util.Map;

/// How an ended gdb ended.
final class GdbEnding {
  /// signal(7), those that end a program and are likely here.
  private static final Map<Integer, String> NAMES =
      Map.of(
          1, "HUP", 2, "INT", 3, "QUIT", 6, "ABRT", 7, "BUS", 9, "KILL", 11, "SEGV", 13, "PIPE", 15,
          "TERM");

  private GdbEnding() {}

  /// @param code as pty4j gives it: 128 plus the signal's number when there was one
  static ConsoleResult of(int code) {
    if (code <= 128) {
      return new ConsoleResult.Exited(code);
    }
    int signal = code - 128;
    String name = NAMES.get(signal);
    return new ConsoleResult.Died("signal " + signal + (name == null ? "" : " (" + name + ")"));
  }
}
