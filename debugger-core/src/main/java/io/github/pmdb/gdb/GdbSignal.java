package io.github.pmdb.gdb;

import java.io.IOException;

/// Sends signals: the JDK has SIGTERM and SIGKILL only. SIGINT makes gdb give up the command that
/// it is at; there is no byte for it on an MI channel.
final class GdbSignal {
  private GdbSignal() {}

  /// Best effort: a gdb that cannot be told is left to finish, its late answer is dropped.
  ///
  /// @return whether the signal was sent
  static boolean interrupt(long pid) {
    return send("INT", pid);
  }

  /// @param name without `SIG`
  /// @return whether the signal was sent
  static boolean send(String name, long pid) {
    try {
      return new ProcessBuilder("kill", "-s", name, Long.toString(pid))
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
