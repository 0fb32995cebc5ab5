package io.github.pmdb.cpython;

import io.github.pmdb.cpython.TrueTasks.TrueFrame;
import io.github.pmdb.cpython.TrueTasks.TrueTask;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.TaskReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Compares the tasks that an inspector reads with what asyncio itself says.
final class TaskComparison {
  /// What a task is.
  private record Identity(
      String name,
      String type,
      String coroutine,
      Task.State state,
      long loop,
      long tid,
      String outcome) {}

  /// What a task waits for, 0 for nothing, with the labels of the tasks that complete it and of
  /// those that wait for the task itself; and the frames from its coroutine inwards.
  private record Chain(
      long future, Set<String> tasks, Set<String> awaitedBy, List<TrueFrame> frames) {}

  private final TrueTasks truth;
  private final long pid;
  private final Tally tally;

  private TaskComparison(TrueTasks truth, long pid, Tally tally) {
    this.truth = truth;
    this.pid = pid;
    this.tally = tally;
  }

  /// @param pid of the process, whose main thread runs a task
  static void add(TaskReport report, TrueTasks truth, long pid, Tally tally) {
    TaskComparison comparison = new TaskComparison(truth, pid, tally);
    report.problems().forEach(problem -> tally.wrong(Aspect.TASKS, problem.toString()));
    Map<Long, Task> found =
        report.tasks().stream().collect(Collectors.toMap(Task::address, Function.identity()));
    for (TrueTask expected : truth.tasks()) {
      Task task = found.remove(expected.address());
      if (task != null) {
        comparison.compare(expected, task);
      } else if (!isFinished(expected.state())) { // asyncio itself forgets those
        tally.wrong(Aspect.TASKS, expected.label() + " is not found");
        tally.wrong(Aspect.CHAINS, expected.label() + " is not found");
      }
    }
    found.values().forEach(task -> tally.wrong(Aspect.TASKS, "the program has no " + task));
    long loops =
        report.loops().stream().flatMapToLong(loop -> loop.tid().stream()).distinct().count();
    tally.compare(
        Aspect.TASKS, "loops and their threads", "2 2", report.loops().size() + " " + loops);
  }

  private static boolean isFinished(Task.State state) {
    return Set.of(Task.State.DONE, Task.State.FAILED, Task.State.CANCELLED).contains(state);
  }

  private void compare(TrueTask expected, Task task) {
    String which = expected.label();
    boolean runs = expected.state() == Task.State.RUNNING;
    if (!task.problem().isEmpty()) {
      tally.wrong(Aspect.TASKS, which + ": " + task.problem());
    }
    Identity identity =
        new Identity(
            expected.name(),
            expected.type(),
            expected.coroutine(),
            expected.state(),
            expected.loop(),
            runs ? pid : 0,
            expected.outcome());
    tally.compare(Aspect.TASKS, which, identity, identity(task));
    boolean waits = expected.state() == Task.State.WAITING;
    Chain chain =
        new Chain(
            waits ? expected.waiter() : 0,
            waits ? expected.children() : Set.of(),
            truth.awaiting(which),
            runs ? started(expected.frames()) : expected.frames());
    tally.compare(Aspect.CHAINS, which, chain, chain(task, runs ? expected.frames().size() : 0));
  }

  private static Identity identity(Task task) {
    return new Identity(
        task.name(),
        task.type(),
        task.coroutine(),
        task.state(),
        task.loop(),
        task.tid().orElse(0),
        task.outcome());
  }

  /// @param most frames, if it runs; else 0
  private Chain chain(Task task, int most) {
    List<TrueFrame> frames =
        task.frames().stream()
            .map(frame -> new TrueFrame(frame.function(), frame.file(), frame.line()))
            .toList();
    List<TrueFrame> compared =
        most == 0 ? frames : started(frames.subList(0, Math.min(most, frames.size())));
    Optional<Task.Waiting> waiting = task.waiting().filter(_ -> task.state() == Task.State.WAITING);
    return new Chain(
        waiting.map(Task.Waiting::address).orElse(0L),
        labels(waiting.map(Task.Waiting::tasks).orElse(List.of())),
        labels(task.awaitedBy()),
        compared);
  }

  private Set<String> labels(List<Task.Ref> tasks) {
    return tasks.stream().map(task -> truth.label(task.address())).collect(Collectors.toSet());
  }

  /// A task that runs has gone on in its innermost frame after it wrote down where it is.
  private static List<TrueFrame> started(List<TrueFrame> frames) {
    List<TrueFrame> changed = new ArrayList<>(frames);
    if (!changed.isEmpty()) {
      TrueFrame last = changed.removeLast();
      changed.add(new TrueFrame(last.function(), last.file(), 0));
    }
    return changed;
  }
}
