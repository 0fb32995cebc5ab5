package io.github.pmdb.cpython;

import io.github.pmdb.interpreter.Fiber;
import io.github.pmdb.interpreter.FiberReport;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.TaskReport;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Says of a thread that waits in an event loop what else there is that its stack does not show.
final class IdleLoops {
  private IdleLoops() {}

  /// Where a thread stands while the loop waits: that of asyncio asks for events from Python, that
  /// of uvloop runs in C.
  private static final List<String> LOOPS =
      List.of(
          "/selectors.py", "/asyncio/runners.py", "/asyncio/base_events.py", "/uvloop/__init__.py");

  private static final List<String> HUBS = List.of("/gevent/hub.py", "/eventlet/hubs/");

  /// @param tid of the thread
  /// @param innermost frame of the thread
  /// @param report asked for only where the thread is in a loop
  static Optional<String> asyncio(long tid, ScriptFrame innermost, Supplier<TaskReport> report) {
    return isIn(innermost, LOOPS) ? pending(tid, report.get()) : Optional.empty();
  }

  private static Optional<String> pending(long tid, TaskReport report) {
    List<Long> loops =
        report.loops().stream()
            .filter(loop -> loop.tid().orElse(-1) == tid)
            .map(TaskReport.EventLoop::address)
            .toList();
    List<Task> pending =
        report.tasks().stream()
            .filter(task -> loops.contains(task.loop()) && !task.isFinished())
            .toList();
    boolean runs = pending.stream().anyMatch(task -> task.state() == Task.State.RUNNING);
    return pending.isEmpty() || runs
        ? Optional.empty()
        : Optional.of(
            "the event loop of asyncio is idle, %s pending: `py-tasks`"
                .formatted(count(pending.size(), "task")));
  }

  /// @param innermost frame of the thread
  /// @param report asked for only where the thread is in a hub
  static Optional<String> greenlets(ScriptFrame innermost, Supplier<FiberReport> report) {
    if (!isIn(innermost, HUBS)) {
      return Optional.empty();
    }
    long suspended =
        report.get().fibers().stream().filter(f -> f.state() == Fiber.State.SUSPENDED).count();
    return suspended == 0
        ? Optional.empty()
        : Optional.of(
            "the hub is idle, %s suspended: `py-greenlets`"
                .formatted(count(suspended, "greenlet")));
  }

  private static boolean isIn(ScriptFrame frame, List<String> files) {
    return files.stream().anyMatch(frame.file()::contains);
  }

  private static String count(long number, String what) {
    return number == 1 ? "1 " + what + " is" : number + " " + what + "s are";
  }
}
