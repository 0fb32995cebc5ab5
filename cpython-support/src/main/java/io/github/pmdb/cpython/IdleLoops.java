package io.github.pmdb.cpython;

import io.github.pmdb.interpreter.Fiber;
import io.github.pmdb.interpreter.FiberReport;
import io.github.pmdb.interpreter.LockInspector.TaskCircle;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.Task.Ref;
import io.github.pmdb.interpreter.TaskReport;
import io.github.pmdb.interpreter.TaskReport.Circle;
import java.util.ArrayList;
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

  /// Where code is that a task's own calls.
  private static final String LIBRARY = "/asyncio/";

  private static final List<String> HUBS = List.of("/gevent/hub.py", "/eventlet/hubs/");

  /// @param tid of the thread
  /// @param innermost frame of the thread
  /// @param report asked for only where the thread is in a loop
  static Optional<String> asyncio(long tid, ScriptFrame innermost, Supplier<TaskReport> report) {
    return isAsyncio(innermost) ? pending(tid, report.get()) : Optional.empty();
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
    boolean all = report.tasks().size() == report.total();
    return pending.isEmpty() || runs
        ? Optional.empty()
        : Optional.of(
            "the event loop of asyncio is idle, %s pending: `py-tasks`"
                .formatted(count(pending.size(), all, "task")));
  }

  static boolean isAsyncio(ScriptFrame innermost) {
    return isIn(innermost, LOOPS);
  }

  /// The tasks that wait for each other.
  static List<TaskCircle> circles(TaskReport report) {
    return report.circles().stream().flatMap(circle -> circle(circle, report).stream()).toList();
  }

  private static Optional<TaskCircle> circle(Circle circle, TaskReport report) {
    List<Task> tasks = circle.tasks().stream().flatMap(ref -> task(ref, report).stream()).toList();
    List<String> told = new ArrayList<>(List.of(circle.text()));
    tasks.forEach(task -> waiting(task).ifPresent(told::add));
    return report.loops().stream()
        .filter(loop -> loop.address() == tasks.getFirst().loop() && loop.tid().isPresent())
        .findFirst()
        .map(loop -> new TaskCircle(loop.tid().getAsLong(), circle.isSure(), List.copyOf(told)));
  }

  private static Optional<Task> task(Ref ref, TaskReport report) {
    return report.tasks().stream().filter(task -> task.address() == ref.address()).findFirst();
  }

  private static Optional<String> waiting(Task task) {
    Ref ref = new Ref(task.address(), task.name());
    Optional<ScriptFrame> at =
        task.frames().reversed().stream().filter(f -> !f.file().contains(LIBRARY)).findFirst();
    String place =
        at.map(f -> " at %s, line %d, in %s".formatted(f.file(), f.line(), f.function()))
            .orElse("");
    return task.waiting()
        .flatMap(Task.Waiting::resource)
        .map(r -> "%s waits for %s%s; %s".formatted(ref.text(), r.what(), place, r.holding()));
  }

  /// @param tid of the thread
  /// @param innermost frame of the thread
  /// @param report asked for only where the thread is in a hub
  static Optional<String> greenlets(long tid, ScriptFrame innermost, Supplier<FiberReport> report) {
    return isIn(innermost, HUBS) ? suspended(tid, report.get()) : Optional.empty();
  }

  private static Optional<String> suspended(long tid, FiberReport report) {
    long suspended =
        report.fibers().stream()
            .filter(f -> f.state() == Fiber.State.SUSPENDED && f.tid().orElse(-1) == tid)
            .count();
    boolean all = report.fibers().size() == report.total();
    return suspended == 0
        ? Optional.empty()
        : Optional.of(
            "the hub is idle, %s suspended: `py-greenlets`"
                .formatted(count(suspended, all, "greenlet")));
  }

  private static boolean isIn(ScriptFrame frame, List<String> files) {
    return files.stream().anyMatch(frame.file()::contains);
  }

  /// @param all whether none can be missing
  private static String count(long number, boolean all, String what) {
    String least = all ? "" : "at least ";
    return least + (number == 1 ? "1 " + what + " is" : number + " " + what + "s are");
  }
}
