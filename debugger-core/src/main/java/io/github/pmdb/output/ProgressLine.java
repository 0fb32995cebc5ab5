package io.github.pmdb.output;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One line on a terminal that tells what takes long. It appears only after a moment, so quick work
/// never flickers, and is wiped before anything else is printed.
public final class ProgressLine {
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final String WIPE = "\r\u001b[K";

  private final PrintStream terminal;
  private @Nullable ScheduledExecutorService timer;
  private @Nullable ScheduledFuture<?> pending;
  private String text = "";
  private boolean shown;

  /// @param terminal that understands `CSI K`
  public ProgressLine(PrintStream terminal) {
    this.terminal = terminal;
  }

  /// Shows `what` soon, or at once where a line is shown already.
  public synchronized void show(String what) {
    text = Escape.escape(what);
    if (shown) {
      draw();
    } else if (pending == null) {
      pending = timer().schedule(this::draw, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private ScheduledExecutorService timer() {
    if (timer == null) {
      timer =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("progress").factory());
    }
    return timer;
  }

  /// Wipes the line; the next [#show] starts anew.
  public synchronized void clear() {
    if (pending != null) {
      pending.cancel(false);
      pending = null;
    }
    if (shown) {
      terminal.print(WIPE);
      terminal.flush();
      shown = false;
    }
    text = "";
  }

  private synchronized void draw() {
    if (!text.isEmpty()) {
      terminal.print(WIPE + text + " …");
      terminal.flush();
      shown = true;
    }
  }
}
