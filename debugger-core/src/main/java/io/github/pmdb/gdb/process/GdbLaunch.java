package io.github.pmdb.gdb.process;

import io.github.pmdb.gdb.pty.TerminalSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// How to start gdb.
///
/// @param gdb a name to be found in PATH, or a path
/// @param arguments more of gdb's own, after ours
/// @param environment of gdb and of what it runs; TERM is taken from here
/// @param directory where gdb runs
/// @param size of the user's terminal
public record GdbLaunch(
    String gdb,
    List<String> arguments,
    Map<String, String> environment,
    Path directory,
    TerminalSize size) {

  /// gdb of this machine, in our own environment and directory.
  public static GdbLaunch usual(TerminalSize size) {
    return new GdbLaunch("gdb", List.of(), System.getenv(), Path.of(""), size);
  }
}
