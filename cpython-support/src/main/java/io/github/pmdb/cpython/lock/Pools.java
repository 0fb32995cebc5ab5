package io.github.pmdb.cpython.lock;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Deques;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.SimpleQueues;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The pools of `concurrent.futures.ThreadPoolExecutor`, known by what their workers run.
final class Pools {
  private static final String MODULE = "concurrent/futures/thread";
  private static final int MAX_ITEMS = 100_000;

  private final Heap heap;
  private final List<Problem> problems;
  private final Map<Long, List<Worker>> workers = new LinkedHashMap<>();

  /// @param problems to which is added what can not be read
  Pools(Heap heap, List<Problem> problems) {
    this.heap = heap;
    this.problems = problems;
  }

  /// @param executor address of the `ThreadPoolExecutor`
  /// @param queue address of the queue of its work
  /// @param future address of the future that it completes, 0 where it has no work
  record Worker(long tid, long executor, long queue, long future) {}

  /// @param tids of the workers
  /// @param full whether it makes no more workers
  /// @param running the worker's id for each future that is being completed, by address
  /// @param pending addresses of the futures that no worker has begun
  record Pool(
      String name, List<Long> tids, boolean full, Map<Long, Long> running, Set<Long> pending) {}

  /// Adds a thread, which may be a worker.
  ///
  /// @param frames innermost first
  void add(long tid, List<ScriptFrame> frames) {
    frames.reversed().stream()
        .filter(frame -> StandardLibrary.isModule(frame.file(), MODULE))
        .filter(frame -> StandardLibrary.lastName(frame).equals("_worker"))
        .findFirst()
        .flatMap(frame -> worker(tid, frame))
        .ifPresent(w -> workers.computeIfAbsent(w.queue(), _ -> new ArrayList<>()).add(w));
  }

  private Optional<Worker> worker(long tid, ScriptFrame frame) {
    try {
      Map<String, Long> locals = new HashMap<>();
      FrameLocals.of(heap, frame.address()).forEach(slot -> locals.put(slot.name(), slot.value()));
      Optional<Long> future =
          Optional.ofNullable(locals.get("work_item")).flatMap(item -> attribute(item, "future"));
      return locals.containsKey("work_queue") && locals.containsKey("executor_reference")
          ? Optional.of(
              new Worker(
                  tid,
                  heap.pointer(locals.get("executor_reference"), "weakref.wr_object"),
                  locals.get("work_queue"),
                  future.orElse(0L)))
          : Optional.empty();
    } catch (MemoryFault fault) {
      tell("what thread %d does as a worker of a pool".formatted(tid), fault);
      return Optional.empty(); // then its pool is not known to be full
    }
  }

  private Optional<Long> attribute(long object, String name) {
    return heap.isA(object, "NoneType") ? Optional.empty() : Attributes.find(heap, object, name);
  }

  List<Pool> all() {
    return workers.values().stream().flatMap(of -> pool(of).stream()).toList();
  }

  private Optional<Pool> pool(List<Worker> of) {
    Worker any = of.getFirst();
    try {
      long most =
          Attributes.find(heap, any.executor(), "_max_workers")
              .flatMap(number -> Ints.small(heap, number))
              .orElse(Long.MAX_VALUE);
      String name =
          Attributes.find(heap, any.executor(), "_thread_name_prefix")
              .flatMap(prefix -> Strings.text(heap, prefix))
              .orElse("?");
      Map<Long, Long> running =
          of.stream()
              .filter(worker -> worker.future() != 0)
              .collect(Collectors.toMap(Worker::future, Worker::tid, (first, _) -> first));
      List<Long> tids = of.stream().map(Worker::tid).sorted().toList();
      return Optional.of(
          new Pool(name, tids, tids.size() >= most, running, pending(name, any.queue())));
    } catch (MemoryFault fault) {
      tell("the pool of thread %d".formatted(any.tid()), fault);
      return Optional.empty();
    }
  }

  private void tell(String what, MemoryFault fault) {
    problems.add(new Problem(what + ": " + fault.getMessage()));
  }

  private Set<Long> pending(String name, long queue) {
    try {
      return items(queue).stream()
          .flatMap(item -> attribute(item, "future").stream())
          .collect(Collectors.toSet());
    } catch (MemoryFault fault) {
      tell("the work that no worker of the pool \"%s\" has begun".formatted(name), fault);
      return Set.of();
    }
  }

  /// The queue is one of Python up to 3.6, and in builds without `_queue`.
  private List<Long> items(long queue) {
    return heap.isA(queue, SimpleQueues.TYPE)
        ? SimpleQueues.items(heap, queue, MAX_ITEMS)
        : Attributes.find(heap, queue, "queue")
            .or(() -> Attributes.find(heap, queue, "_queue"))
            .map(deque -> Deques.items(heap, deque, MAX_ITEMS))
            .orElse(List.of());
  }
}
