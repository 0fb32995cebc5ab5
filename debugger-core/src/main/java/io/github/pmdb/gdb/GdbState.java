package io.github.pmdb.gdb;

import io.github.pmdb.mi.MiRecord;
import io.github.pmdb.mi.MiValue.Tuple;
import io.github.pmdb.target.StopSignal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Whether the target runs, and which processes gdb holds, followed by what gdb tells on its own.
/// In all-stop mode, the one pmdb uses, all threads run or none does.
final class GdbState {
  /// Process ids by gdb's thread group: `i1`.
  private final Map<String, Long> processes = new LinkedHashMap<>();

  private boolean running;

  /// Whether a function is called in the target, which then stands still again as if it had never
  /// run. gdb tells of threads that come into being by the call that they run, and nothing more.
  private boolean calling;

  private Optional<StopSignal> signal = Optional.empty();

  private long changes;

  /// How often the target has stopped.
  private long stops;

  /// Takes in one record.
  ///
  /// @return whether the target stopped, ran or ended, or its memory was changed
  synchronized boolean take(MiRecord record) {
    boolean changed = changedBy(record);
    changes += changed ? 1 : 0;
    return changed;
  }

  private boolean changedBy(MiRecord record) {
    return switch (record) {
      case MiRecord.Exec(_, String name, Tuple results) -> exec(name, results);
      case MiRecord.Notify(_, String name, Tuple results) -> notified(name, results);
      case MiRecord.Result _,
          MiRecord.Status _,
          MiRecord.Console _,
          MiRecord.Target _,
          MiRecord.Log _,
          MiRecord.Prompt _,
          MiRecord.Unparsed _ ->
          false;
    };
  }

  private boolean exec(String name, Tuple results) {
    running = name.equals("running") && !calling;
    if (!calling) {
      signal =
          results.text("reason").equals("signal-received")
              ? Optional.of(
                  new StopSignal(results.text("signal-name"), results.text("signal-meaning")))
              : Optional.empty();
    }
    stops += name.equals("running") ? 0 : 1;
    notifyAll();
    return true;
  }

  private boolean notified(String name, Tuple results) {
    switch (name) {
      case "thread-group-started" ->
          results.number("pid").ifPresent(pid -> processes.put(results.text("id"), pid));
      case "thread-group-exited" -> {
        processes.remove(results.text("id"));
        running &= !processes.isEmpty();
      }
      case "memory-changed" -> {
        return true;
      }
      default -> {
        return false;
      }
    }
    notifyAll();
    return true;
  }

  /// How many records told of a change.
  synchronized long changes() {
    return changes;
  }

  /// The processes are gone, which gdb will not tell.
  synchronized void lost() {
    processes.clear();
    running = false;
    stops++;
    changes++;
    notifyAll();
  }

  /// A call in the target begins or has ended.
  synchronized void calling(boolean now) {
    calling = now;
  }

  synchronized boolean running() {
    return running;
  }

  synchronized Optional<StopSignal> signal() {
    return signal;
  }

  synchronized long stops() {
    return stops;
  }

  /// The first process gdb holds.
  synchronized OptionalLong pid() {
    return processes.values().stream().mapToLong(Long::longValue).findFirst();
  }

  synchronized Map<String, Long> processes() {
    return Map.copyOf(processes);
  }

  /// Waits until the target has stopped more often than `before`, or no process is left.
  ///
  /// @return whether that happened within the limit
  synchronized boolean awaitStop(long before, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      while (stops <= before && (running || !processes.isEmpty())) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
