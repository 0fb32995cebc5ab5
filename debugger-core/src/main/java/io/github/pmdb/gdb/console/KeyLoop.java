package io.github.pmdb.gdb.console;

import io.github.pmdb.gdb.process.GdbProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// While a line runs, takes the user's keys to who reads them.
final class KeyLoop {
  private static final byte CTRL_C = 3;

  /// How long the end of the line may go unnoticed while no key comes; milliseconds.
  private static final int TICK = 15;

  private static final String OFFER =
      "\r\n[gdb has not answered Ctrl-C. Ctrl-C again gives gdb up; all else waits on.]\r\n";

  private final GdbProcess gdb;
  private final ConsolePump pump;
  private final ConsoleRun run;
  private final UserTerminal terminal;
  private final Interruption interruption;
  private final HeldKeys held = new HeldKeys();

  /// What had been received when Ctrl-C was last typed; -1 before.
  private long receivedAtInterrupt = -1;

  private boolean offered;

  KeyLoop(
      GdbProcess gdb,
      ConsolePump pump,
      ConsoleRun run,
      UserTerminal terminal,
      Interruption interruption) {
    this.gdb = gdb;
    this.interruption = interruption;
    this.pump = pump;
    this.run = run;
    this.terminal = terminal;
  }

  /// @param typed ahead of what the user types
  ConsoleResult await(String typed) throws IOException {
    byte[] first = typed.getBytes(StandardCharsets.UTF_8);
    held.add(first, 0, first.length);
    byte[] keys = new byte[4096];
    Optional<ConsoleResult> result = run.result();
    while (result.isEmpty()) {
      int length = terminal.read(keys, held.isEmpty() ? TICK : 1);
      if (length < 0) {
        return new ConsoleResult.Abandoned();
      }
      result = run.result();
      for (int i = 0; i < length; i++) {
        if (result.isEmpty() && keys[i] == CTRL_C && gdb.console().mode().signals()) {
          result = interrupt();
        } else {
          held.add(keys, i, i + 1);
        }
      }
      if (result.isEmpty()) {
        handOn();
      }
    }
    giveBack();
    return result.get();
  }

  private void handOn() throws IOException {
    if (!held.isEmpty()) {
      switch (KeyRoute.of(gdb)) {
        case READLINE -> {
          // In this order: a prompt that gdb wrote before it waited has then been read. What is
          // typed ahead must not stand at that prompt, where our next line goes.
          if (pump.hasShownAll(run)) {
            held.handTo(gdb.console());
          }
        }
        case CONSOLE -> held.handTo(gdb.console());
        case INFERIOR -> held.handTo(gdb.inferior().master());
        case NOBODY -> {}
      }
    }
  }

  /// As a terminal does: what was typed before and nobody has read is forgotten.
  private Optional<ConsoleResult> interrupt() throws IOException {
    held.takeAll();
    boolean unanswered = receivedAtInterrupt == run.received();
    if (unanswered && offered) {
      return Optional.of(new ConsoleResult.Abandoned());
    }
    offered = unanswered;
    if (offered) {
      terminal.output().write(OFFER.getBytes(StandardCharsets.US_ASCII));
      terminal.output().flush();
    }
    receivedAtInterrupt = run.received();
    if (!interruption.stop(unanswered)) {
      gdb.console().write(new byte[] {CTRL_C});
    }
    return Optional.empty();
  }

  private void giveBack() {
    if (!held.isEmpty()) {
      terminal.typedAhead(held.takeAll());
    }
  }
}
