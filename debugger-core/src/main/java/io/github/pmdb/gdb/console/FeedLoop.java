package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.process.GdbProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// While a line runs without a user, gives gdb the lines that belong to it when it asks for them,
/// and the end of the file when it asks for more.
final class FeedLoop {
  private static final byte[] CTRL_D = {4};

  /// How often a gdb that has not prompted is looked at; milliseconds.
  private static final int TICK = 5;

  private final GdbProcess gdb;
  private final ConsolePump pump;
  private final ConsoleRun run;
  private final CapturedBytes captured;
  private final HeldKeys held = new HeldKeys();

  FeedLoop(GdbProcess gdb, ConsolePump pump, ConsoleRun run, CapturedBytes captured, String lines) {
    this.gdb = gdb;
    this.pump = pump;
    this.run = run;
    this.captured = captured;
    byte[] keys = lines.getBytes(StandardCharsets.UTF_8);
    held.add(keys, 0, keys.length);
  }

  ConsoleResult await() throws IOException {
    Optional<ConsoleResult> result = run.await(TICK);
    while (result.isEmpty()) {
      // In this order: what gdb wrote before it waited has then been read.
      if (KeyRoute.gdbWaitsForKeys(gdb) && pump.hasShownAll(run)) {
        feed();
      }
      result = run.await(TICK);
    }
    return result.get();
  }

  private void feed() throws IOException {
    captured.dropOpenLine();
    if (held.isEmpty()) {
      gdb.console().write(CTRL_D);
    } else {
      run.eraseNext(held.firstLine());
      held.handTo(gdb.console());
    }
  }
}
