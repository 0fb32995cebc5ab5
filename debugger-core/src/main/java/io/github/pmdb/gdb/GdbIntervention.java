package io.github.pmdb.gdb;

import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.target.Intervention;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// Changes a process through gdb.
final class GdbIntervention implements Intervention {
  /// Bytes that are written at once.
  private static final int PIECE = 4 << 10;

  /// For functions that come back at once; else they wait for a lock whose owner stands still.
  private static final Duration CALL = Duration.ofSeconds(3);

  private final GdbDialog dialog;
  private final GdbState state;
  private final GdbExtension extension;
  private final GdbEngine engine;
  private final Stopping stopping;

  GdbIntervention(
      GdbDialog dialog,
      GdbState state,
      GdbExtension extension,
      GdbEngine engine,
      Stopping stopping) {
    this.stopping = stopping;
    this.dialog = dialog;
    this.state = state;
    this.extension = extension;
    this.engine = engine;
  }

  @Override
  public long call(long tid, long function, long... arguments) {
    return called(tid, true, function, arguments).value();
  }

  @Override
  public Called startThread(long tid, long function, long... arguments) {
    return called(tid, false, function, arguments);
  }

  private Called called(long tid, boolean alone, long function, long[] arguments) {
    state.calling(true);
    try {
      return GdbEngine.told(
          "a call in the process",
          () -> extension.call(tid, alone, function, arguments, CALL).called());
    } catch (UserError e) {
      if (dialog.answering() && state.processes().isEmpty()) {
        throw new UserError("the process ended before a call in it came back", "", e);
      }
      if (!dialog.answering() && dialog.rouse()) {
        throw new UserError(
            "a call in the process did not come back within " + CALL.toSeconds() + " s",
            "It waits for a lock that another thread holds, which stands still. Nothing was changed;"
                + " let the process run a moment and try again.",
            e);
      }
      throw e;
    } finally {
      state.calling(false);
    }
  }

  /// In pieces, as the time that gdb takes for one grows faster than its length.
  @Override
  public void write(long address, byte[] bytes) {
    for (int at = 0; at < bytes.length; at += PIECE) {
      write(address + at, HexFormat.of().formatHex(bytes, at, Math.min(at + PIECE, bytes.length)));
    }
  }

  private void write(long address, String hex) {
    GdbEngine.told(
        "writing memory",
        () ->
            dialog.ask(
                MiCommand.of("-data-write-memory-bytes", "0x" + Long.toHexString(address), hex),
                GdbDialog.QUICK));
  }

  @Override
  public Run runTo(long address, OptionalLong only, Duration limit) {
    try {
      GdbEngine.told("a breakpoint of pmdb's own", () -> extension.trap(address, true));
      return run(() -> pc() == address, only, limit);
    } finally {
      if (!state.processes().isEmpty()) {
        GdbDialog.uninterrupted(() -> extension.trap(address, false));
      }
    }
  }

  @Override
  public Run runToCall(OptionalLong only, Duration limit) {
    return run(() -> extension.heard(false).fresh() != 0, only, limit);
  }

  private Run run(BooleanSupplier there, OptionalLong only, Duration limit) {
    return GdbEngine.told("letting the process run", () -> runAs(there, only, limit));
  }

  private Run runAs(BooleanSupplier there, OptionalLong only, Duration limit) {
    Settings settings = new Settings(dialog);
    try {
      settings.set("print thread-events", "off");
      if (only.isPresent()) {
        engine.selectThread(only.getAsLong());
        settings.set("scheduler-locking", "on");
      }
      return ended(goOn(limit), there);
    } finally {
      if (!state.processes().isEmpty()) {
        GdbDialog.uninterrupted(() -> {
          settings.putBack();
          return true;
        });
      }
    }
  }

  /// What came in time, though it was seen only after the limit or behind a stop, counts.
  private Run ended(Run stop, BooleanSupplier there) {
    if (state.processes().isEmpty()) {
      return new Run.Ended();
    }
    return !(stop instanceof Run.Cancelled) && there.getAsBoolean() ? new Run.There() : stop;
  }

  private Run goOn(Duration limit) {
    long before = state.stops();
    dialog.ask(MiCommand.of("-exec-continue"), GdbDialog.QUICK);
    if (stopping.awaitStop(before, limit)) {
      return new Run.Stopped(state.signal());
    }
    boolean cancelled = Thread.interrupted();
    GdbDialog.uninterrupted(() -> {
      engine.interrupt();
      return true;
    });
    return cancelled ? new Run.Cancelled() : new Run.Late();
  }

  /// Of the selected thread, which after a stop is the one that stopped.
  private long pc() {
    String value =
        dialog
            .ask(MiCommand.of("-data-evaluate-expression", "(long)$pc"), GdbDialog.QUICK)
            .results()
            .text("value");
    return Long.parseLong(value);
  }

  @Override
  public void listen(long function, long mark) {
    GdbEngine.told("a breakpoint of pmdb's own", () -> extension.listen(function, mark));
  }

  @Override
  public void heed(int... letters) {
    GdbEngine.told("a breakpoint of pmdb's own", () -> extension.heed(letters));
  }

  @Override
  public Optional<Heard> heard() {
    return GdbEngine.told("a breakpoint of pmdb's own", () -> extension.heard(true)).heard();
  }

  /// Settings of gdb's that are changed for the time of one action.
  private static final class Settings {
    private final GdbDialog dialog;
    private final Deque<Setting> before = new ArrayDeque<>();

    Settings(GdbDialog dialog) {
      this.dialog = dialog;
    }

    private record Setting(String name, String value) {}

    void set(String name, String value) {
      String old =
          dialog.ask(MiCommand.raw("-gdb-show", name), GdbDialog.QUICK).results().text("value");
      dialog.ask(MiCommand.raw("-gdb-set", name + " " + value), GdbDialog.QUICK);
      before.push(new Setting(name, old));
    }

    /// Makes them what they were.
    void putBack() {
      while (!before.isEmpty()) {
        Setting setting = before.pop();
        dialog.ask(
            MiCommand.raw("-gdb-set", setting.name() + " " + setting.value()), GdbDialog.QUICK);
      }
    }
  }
}
