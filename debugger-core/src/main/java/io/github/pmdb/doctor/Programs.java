package io.github.pmdb.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs programs to ask them for their version.
@FunctionalInterface
public interface Programs {
  /// @param output what it printed on both of its outputs
  record Run(int exitCode, String output) {}

  /// @return empty when there is no such program, or when it did not end
  Optional<Run> run(List<String> command);

  /// Those of this machine.
  static Programs real(Duration patience) {
    return command -> start(command, patience);
  }

  private static Optional<Run> start(List<String> command, Duration patience) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      // The end of its output comes with its own: a program that hangs is ended from aside.
      Thread.ofVirtual().start(() -> endLater(process, patience));
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      return exitCode > 128 ? Optional.empty() : Optional.of(new Run(exitCode, output));
    } catch (IOException _) {
      // There is no such program: what that means the check tells.
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static void endLater(Process process, Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
    }
  }
}
