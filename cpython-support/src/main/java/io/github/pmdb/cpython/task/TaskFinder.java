package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Modules;
import io.github.pmdb.cpython.object.Sets;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lists the tasks that asyncio keeps.
///
/// | version | where |
/// |---|---|
/// | 3.7 to 3.11 | `asyncio.tasks._all_tasks`, a `WeakSet`; running: `_current_tasks`, by loop |
/// | 3.12, 3.13 | `_scheduled_tasks`, and `_eager_tasks` for those in their first step |
/// | since 3.14 | tasks of C in a linked list for each thread, those of dead threads in one for the interpreter; others as before |
final class TaskFinder {
  private static final int MAX_TASKS = 1_000_000;
  private static final int MAX_LOOPS = 10_000;

  private final Heap heap;
  private final Set<Long> tasks = new LinkedHashSet<>();
  private final Map<Long, Long> current = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  TaskFinder(Heap heap) {
    this.heap = heap;
  }

  /// Addresses of the tasks, those that run first.
  List<Long> tasks() {
    Set<Long> all = new LinkedHashSet<>(current.keySet());
    all.addAll(tasks);
    return List.copyOf(all);
  }

  /// The tasks that run: the address of the thread state where that is known, else 0.
  Map<Long, Long> current() {
    return current;
  }

  List<Problem> problems() {
    return problems;
  }

  void search(Modules modules) {
    attempt("the current tasks", () -> currentTasks(modules));
    for (String set : List.of("_all_tasks", "_scheduled_tasks")) {
      attempt(
          "asyncio.tasks." + set,
          () -> modules.attribute("asyncio.tasks", set).ifPresent(this::weakSet));
    }
    attempt(
        "asyncio.tasks._eager_tasks",
        () ->
            modules
                .attribute("asyncio.tasks", "_eager_tasks")
                .ifPresent(set -> tasks.addAll(Sets.items(heap, set, MAX_TASKS))));
    if (heap.has("interp.asyncio_tasks_head")) {
      list(modules.interpreter() + heap.layout().offset("interp.asyncio_tasks_head"));
    }
  }

  /// Tasks of a thread, since 3.14.
  void search(PyThread thread) {
    if (!heap.has("tstate.asyncio_tasks_head")) {
      return;
    }
    attempt(
        "the running task of a thread",
        () -> {
          long running = heap.pointer(thread.address(), "tstate.asyncio_running_task");
          if (running != 0) {
            current.put(running, thread.address());
          }
        });
    list(thread.address() + heap.layout().offset("tstate.asyncio_tasks_head"));
  }

  private void attempt(String what, Runnable part) {
    try {
      part.run();
    } catch (MemoryFault fault) {
      problems.add(new Problem(what + ": " + fault.getMessage()));
    }
  }

  private void currentTasks(Modules modules) {
    modules
        .attribute("asyncio.tasks", "_current_tasks")
        .ifPresent(dict ->
            Dicts.entries(heap, dict, MAX_LOOPS)
                .forEach(entry -> current.putIfAbsent(entry.value(), 0L)));
  }

  private void weakSet(long set) {
    long data =
        Attributes.find(heap, set, "data")
            .orElseThrow(() -> Heap.malformed(set, "the WeakSet there has no data"));
    for (long reference : Sets.items(heap, data, MAX_TASKS)) {
      attempt(
          "a reference to a task",
          () -> {
            long task = heap.pointer(reference, "weakref.wr_object");
            if (task != 0 && !heap.typeOf(task).name().equals("NoneType")) {
              tasks.add(task);
            }
          });
    }
  }

  /// `struct llist_node` (`pycore_llist.h`): `next` is the first word, the head closes the circle.
  private void list(long head) {
    int node = heap.layout().offset("task.node");
    attempt(
        "a list of tasks",
        () -> {
          long at = heap.memory().pointer(head);
          while (at != head && at != 0 && tasks.size() < MAX_TASKS && tasks.add(at - node)) {
            at = heap.memory().pointer(at);
          }
        });
  }
}
