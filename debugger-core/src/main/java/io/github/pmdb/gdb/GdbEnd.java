package io.github.pmdb.gdb;

import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.mi.MiSession;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// How a gdb is ended: asked first, killed when it does not go.
final class GdbEnd {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final GdbConnection connection;
  private final MiSession session;
  private final GdbDialog dialog;

  GdbEnd(GdbConnection connection, MiSession session, GdbDialog dialog) {
    this.connection = connection;
    this.session = session;
    this.dialog = dialog;
  }

  void end() {
    if (dialog.answering()) {
      dialog.say(MiCommand.of("-gdb-exit"), PATIENCE);
      GdbDialog.uninterrupted(this::awaitExit);
    }
    connection.kill();
    session.close();
  }

  /// Waits for the process to be gone, so that it is not killed while it still detaches.
  private boolean awaitExit() {
    CompletableFuture<?> gone =
        ProcessHandle.of(connection.pid())
            .map(ProcessHandle::onExit)
            .orElse(CompletableFuture.completedFuture(null));
    return gone.thenApply(_ -> true)
        .completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }
}
