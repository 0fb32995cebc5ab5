package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.lock.StandardLibrary;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.interpreter.Task.Ref;
import io.github.pmdb.interpreter.Task.Waiting;
import io.github.pmdb.interpreter.TaskReport.Circle;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.lock.Deadlock;
import io.github.pmdb.procfs.lock.LockWait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds tasks that wait for each other, by awaiting them or for locks that they hold. A tie counts
/// where nothing but the other task can end the wait. That for a group or a `gather` ends with the
/// first child that fails, so it counts where all children are tied; one that returns exceptions
/// ends with the last child, so it counts where any is.
final class TaskCircles {
  private final Heap heap;
  private final Futures futures;
  private final Function<Set<Long>, List<Long>> outsiders;
  private final Deadlines deadlines;
  private final Map<Long, Task> tasks = new LinkedHashMap<>();
  private final Map<Long, Boolean> fragile = new HashMap<>();
  private final Map<Set<Long>, List<Long>> others = new HashMap<>();

  /// @param outsiders ids of the threads that may do something to tasks of loops at addresses; to
  ///   find them all stacks are gone through
  TaskCircles(
      Heap heap, Futures futures, List<Task> all, Function<Set<Long>, List<Long>> outsiders) {
    this.heap = heap;
    this.futures = futures;
    this.outsiders = outsiders;
    this.deadlines = new Deadlines(heap);
    all.forEach(task -> tasks.put(task.address(), task));
  }

  List<Circle> find() {
    Map<Long, Set<Long>> ties = new HashMap<>();
    tasks.values().forEach(task -> ties.put(task.address(), ties(task)));
    prune(ties);
    List<Task> tied =
        tasks.values().stream().filter(task -> ties.containsKey(task.address())).toList();
    Set<Long> timed = timed(tied);
    tied.stream()
        .filter(task -> timed.contains(task.address()) || deadlines.has(task))
        .forEach(task -> ties.remove(task.address()));
    prune(ties);
    List<LockWait> waits = new ArrayList<>();
    ties.forEach((task, others) -> waits.add(new LockWait(task, 0, others.iterator().next())));
    return Deadlock.among(waits).stream().map(this::circle).toList();
  }

  /// What the timers of their loops will do something to, perhaps cancel it.
  private Set<Long> timed(List<Task> tied) {
    Wakers wakers = new Wakers(heap, futures);
    return tied.stream()
        .map(Task::loop)
        .distinct()
        .flatMap(loop -> wakers.timedBy(loop).stream())
        .collect(Collectors.toSet());
  }

  private Circle circle(Deadlock found) {
    List<Task> members =
        found.tids().stream()
            .flatMap(address -> Optional.ofNullable(tasks.get(address)).stream())
            .toList();
    Set<Long> loops = members.stream().map(Task::loop).collect(Collectors.toSet());
    return new Circle(
        members.stream().map(task -> new Ref(task.address(), task.name())).toList(),
        others.computeIfAbsent(loops, outsiders));
  }

  private Set<Long> ties(Task task) {
    Set<Long> found = new LinkedHashSet<>();
    if (task.state() == Task.State.WAITING) {
      task.waiting().ifPresent(w -> by(task, w).forEach(ref -> found.add(ref.address())));
    }
    return found;
  }

  private List<Ref> by(Task task, Waiting waiting) {
    if (waiting.resource().isPresent()) {
      return waiting.resource().get().sure() ? waiting.resource().get().holders() : List.of();
    }
    List<Ref> left = waiting.tasks().stream().filter(ref -> !isFinished(ref)).toList();
    boolean more = waiting.pending() > left.size() && endsWithAny(task.address()); // plain futures
    return more || !awaitsAll(task, waiting) ? List.of() : left;
  }

  private boolean isFinished(Ref ref) {
    return tasks.containsKey(ref.address()) && tasks.get(ref.address()).isFinished();
  }

  /// Whether the first failure among several tasks ends the wait for all.
  private boolean endsWithAny(long address) {
    return fragile.computeIfAbsent(
        address,
        _ ->
            Stream.ofNullable(tasks.get(address))
                .anyMatch(task ->
                    task.waiting()
                        .filter(w -> w.resource().isEmpty())
                        .filter(w -> isFragile(w) || isOfGroup(task))
                        .isPresent()));
  }

  private boolean isFragile(Waiting waiting) {
    try {
      return waiting.children() > 0 && !futures.endsWithAll(waiting.address());
    } catch (MemoryFault _) {
      return true;
    }
  }

  private boolean awaitsAll(Task task, Waiting waiting) {
    return waiting.children() > 0
        || waiting.tasks().stream().anyMatch(ref -> ref.address() == waiting.address())
        || isOfGroup(task)
        || isShield(waiting.address());
  }

  private boolean isShield(long future) {
    try {
      return futures.isShield(future);
    } catch (MemoryFault _) {
      return false;
    }
  }

  private static boolean isOfGroup(Task task) {
    return !task.frames().isEmpty()
        && StandardLibrary.isModule(task.frames().getLast().file(), "asyncio/taskgroups");
  }

  /// Leaves those that wait, at last, for somebody who waits for himself.
  private void prune(Map<Long, Set<Long>> ties) {
    Map<Long, List<Long>> waiters = new HashMap<>();
    ties.forEach((task, others) ->
        others.forEach(o -> waiters.computeIfAbsent(o, _ -> new ArrayList<>()).add(task)));
    Deque<Long> free = new ArrayDeque<>(waiters.keySet());
    free.addAll(ties.keySet());
    free.removeIf(task -> !ties.getOrDefault(task, Set.of()).isEmpty());
    while (!free.isEmpty()) {
      long task = free.removeFirst();
      ties.remove(task);
      for (long waiter : waiters.getOrDefault(task, List.of())) {
        Set<Long> others = ties.get(waiter);
        if (others != null && others.remove(task) && (others.isEmpty() || endsWithAny(waiter))) {
          others.clear();
          free.add(waiter);
        }
      }
    }
  }
}
