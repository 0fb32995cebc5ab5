package io.github.pmdb.command.trace.subject;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.thread.Cancellation;
import java.time.Duration;
import java.util.Optional;

/// A process that has been started, and has got a thread of a language since.
record RuntimeAwaited(LiveSnapshot snapshot, Runtimes runtimes) implements AutoCloseable {
  /// @param patience how long it may take
  /// @param proceed lets it run for a moment; it stands still while it is looked at
  /// @throws UserError when it has none by then, or one that cannot be read
  static RuntimeAwaited in(long pid, String language, Duration patience, Runnable proceed) {
    long begin = System.nanoTime();
    while (true) {
      Cancellation.check();
      proceed.run();
      Optional<RuntimeAwaited> found =
          look(pid, language, System.nanoTime() - begin >= patience.toNanos());
      if (found.isPresent()) {
        return found.get();
      }
    }
  }

  private static Optional<RuntimeAwaited> look(long pid, String language, boolean last) {
    LiveSnapshot snapshot = LiveProcess.open(pid);
    RuntimeAwaited now = new RuntimeAwaited(snapshot, new Runtimes(snapshot));
    boolean found = false;
    try {
      found = now.runs(language, last);
      return found ? Optional.of(now) : Optional.empty();
    } finally {
      if (!found) {
        now.close();
      }
    }
  }

  /// A runtime may be known by its program long before it has made anything.
  private boolean runs(String language, boolean last) {
    try {
      Inspector inspector = runtimes.of(language, false);
      boolean runs = !inspector.threads().isEmpty();
      if (!runs && last) {
        throw new UserError(
            "process %d has begun to run no %s by now"
                .formatted(snapshot.process().pid(), language),
            String.join("\n", inspector.facts()));
      }
      return runs;
    } catch (UserError e) {
      if (last || runtimes.isOutOfReach(language)) {
        throw e;
      }
      return false;
    } catch (MemoryFault e) {
      if (last) {
        throw e;
      }
      return false; // it is about to be made
    }
  }

  @Override
  public void close() {
    runtimes.close();
    snapshot.close();
  }
}
