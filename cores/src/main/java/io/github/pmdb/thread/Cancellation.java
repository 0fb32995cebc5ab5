package io.github.pmdb.thread;

import io.github.pmdb.snapshot.UserError;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Tells a running command that the user wants it to stop.
///
/// The command that runs is found through [#RUNNING]; what loops for long calls [#check].
public final class Cancellation {
  /// Bound while a command runs.
  public static final ScopedValue<Cancellation> RUNNING = ScopedValue.newInstance();

  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

  /// Runs `command` on this thread with this token bound.
  public <T> T guard(ScopedValue.CallableOp<T, RuntimeException> command) {
    thread.set(Thread.currentThread());
    try {
      return ScopedValue.where(RUNNING, this).call(command);
    } finally {
      thread.set(null);
    }
  }

  /// Asks the command to stop and wakes it where it waits.
  public void cancel() {
    cancelled.set(true);
    Thread waiting = thread.get();
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  public boolean cancelled() {
    return cancelled.get();
  }

  /// @throws UserError when the running command has been cancelled
  public static void check() {
    if (RUNNING.isBound() && RUNNING.get().cancelled()) {
      throw new UserError("cancelled", "");
    }
  }
}
