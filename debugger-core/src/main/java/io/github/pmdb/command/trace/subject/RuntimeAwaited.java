package io.github.pmdb.command.trace.subject;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;

/// A process that has been started, and has got a runtime of a language since.
record RuntimeAwaited(LiveSnapshot snapshot, Runtimes runtimes) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// @param proceed lets it run for a moment; it stands still while it is looked at
  /// @throws UserError when it has none within some seconds
  static RuntimeAwaited in(long pid, String language, Runnable proceed) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      proceed.run();
      try {
        return look(pid, language);
      } catch (UserError e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }

  private static RuntimeAwaited look(long pid, String language) {
    LiveSnapshot snapshot = LiveProcess.open(pid);
    Runtimes runtimes = new Runtimes(snapshot);
    try {
      runtimes.of(language, false);
      return new RuntimeAwaited(snapshot, runtimes);
    } catch (UserError e) {
      runtimes.close();
      snapshot.close();
      throw e;
    }
  }

  @Override
  public void close() {
    runtimes.close();
    snapshot.close();
  }
}
