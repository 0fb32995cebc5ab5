package io.github.pmdb.gdb;

import io.github.pmdb.mi.MiCommand;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.procfs.waiting.SignalTaking;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Stops a process that runs under gdb, and waits for its stops.
///
/// gdb sends it SIGINT and waits to see that arrive. A program that waits for signals itself would
/// take it, and may end by it; one that has it blocked never gets it. Such a one is sent SIGSTOP,
/// which nobody can take or block, and which it never gets: when gdb has seen it, it is dropped.
final class Stopping {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /// After this gdb's own way has failed.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// How often it is looked whether the process is still there.
  private static final Duration LOOK = Duration.ofMillis(250);

  /// So long gdb may take to tell that it is not.
  private static final Duration LAG = Duration.ofSeconds(2);

  private static final int SIGINT = 2;

  private final GdbConnection connection;
  private final GdbDialog dialog;
  private final GdbState state;

  /// A SIGSTOP of ours is on its way, or has stopped the process.
  private volatile boolean sent;

  Stopping(GdbConnection connection, GdbDialog dialog, GdbState state) {
    this.connection = connection;
    this.dialog = dialog;
    this.state = state;
  }

  /// Returns when the process stands still.
  ///
  /// @throws UserError when it does not in time
  void await() {
    long before = state.stops();
    if (!bySignal(false)) {
      dialog.ask(MiCommand.of("-exec-interrupt"), GdbDialog.QUICK);
    }
    boolean stopped = awaitStop(before, PATIENCE) || sentAndSeen(before);
    if (!stopped && state.running()) {
      throw failure(state.pid().orElse(0), LIMIT);
    }
    dropSignal();
  }

  /// As [GdbState#awaitStop]. gdb does not always tell the end of a process of which it let one
  /// thread run alone: it is told by the kernel then, and that gdb, which would wait for ever, is
  /// ended.
  boolean awaitStop(long before, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    long there = System.nanoTime();
    while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      long left = Math.clamp(end - System.nanoTime(), 0, LOOK.toNanos());
      if (state.awaitStop(before, Duration.ofNanos(left))) {
        return true;
      }
      there = gone() ? there : System.nanoTime();
      if (System.nanoTime() - there > LAG.toNanos()) {
        connection.kill();
        state.lost();
        return true;
      }
    }
    return state.awaitStop(before, Duration.ZERO);
  }

  private boolean gone() {
    // Also while gdb has yet to be told of each of the threads.
    return state.processes().values().stream()
        .flatMap(pid -> ProcStatus.ofThreads(pid).values().stream())
        .allMatch(ProcStatus::isOver);
  }

  private boolean sentAndSeen(long before) {
    return !Thread.currentThread().isInterrupted()
        && bySignal(true)
        && awaitStop(before, LIMIT.minus(PATIENCE));
  }

  /// Sends SIGSTOP to a process that would take SIGINT for its own.
  ///
  /// @param anyway to any other, too
  /// @return whether that was done
  boolean bySignal(boolean anyway) {
    long pid = state.pid().orElse(0);
    if (pid == 0 || !state.running() || !(anyway || SignalTaking.unseen(pid, SIGINT))) {
      return false;
    }
    sent = true;
    return GdbSignal.send("STOP", pid);
  }

  /// When the process has stopped at the signal that was sent to it, it does not get it.
  void dropSignal() {
    boolean arrived = state.signal().filter(s -> s.name().equals("SIGSTOP")).isPresent();
    if (sent && arrived && !state.running()) {
      sent = false;
      dialog.ask(MiCommand.console("queue-signal 0"), GdbDialog.QUICK);
    }
  }

  /// What is to be said of a process that does not stop: what its threads do.
  static UserError failure(long pid, Duration limit) {
    Map<Character, Long> states =
        ProcStatus.ofThreads(pid).values().stream()
            .collect(Collectors.groupingBy(ProcStatus::state, TreeMap::new, Collectors.counting()));
    String text =
        states.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .collect(Collectors.joining(", "));
    return new UserError(
        "process %d did not stop within %d s".formatted(pid, limit.toSeconds()),
        "States of its threads, as in `ps`: %s. One in state D sleeps in the kernel where nothing reaches it."
            .formatted(text.isEmpty() ? "not known" : text));
  }
}
