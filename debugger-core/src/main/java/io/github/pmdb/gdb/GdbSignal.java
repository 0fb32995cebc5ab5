package io.github.pmdb.gdb;

import java.io.IOException;

/// Sends SIGINT, which makes gdb give up the command that it is at. The JDK sends SIGTERM and
/// SIGKILL only, and there is no byte for it on an MI channel.
final class GdbSignal {
  private GdbSignal() {}

  /// Best effort: a gdb that cannot be told is left to finish, its late answer is dropped.
  ///
  /// @return whether the signal was sent
  static boolean interrupt(long pid) {
    try {
      return new ProcessBuilder("kill", "-s", "INT", Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
