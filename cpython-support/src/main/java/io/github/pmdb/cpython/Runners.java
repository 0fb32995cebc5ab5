package io.github.pmdb.cpython;

import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.greenlet.StackOwners;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Which of the kernel's threads runs a thread state. A thread may run code in a sub-interpreter
/// with the state that another one has made, which names that one: up to 3.12 `run_string` of
/// `_xxsubinterpreters` does. From 3.10 to 3.12 the state points to the stack that it runs on.
final class Runners {
  private final ThreadIds ids;
  private final Heap heap;
  private final Map<Long, Long> pthreads = new HashMap<>();
  private final Map<Long, Long> moved = new HashMap<>();

  /// @param threads of all interpreters
  Runners(Snapshot snapshot, Heap heap, List<PyThread> threads) {
    this.ids = new ThreadIds(snapshot);
    this.heap = heap;
    List<PyThread> guests =
        heap.has("tstate.cframe")
            ? threads.stream().filter(thread -> thread.interpreterId() != 0).toList()
            : List.of();
    if (!guests.isEmpty()) {
      threads.stream()
          .filter(thread -> thread.interpreterId() == 0)
          .forEach(thread ->
              ids.tid(heap, thread).ifPresent(tid -> pthreads.put(tid, thread.pthread())));
      StackOwners owners = new StackOwners(snapshot, pthreads);
      guests.forEach(thread -> place(thread, owners));
    }
  }

  private void place(PyThread thread, StackOwners owners) {
    try {
      OptionalLong runner = owners.at(heap.pointer(thread.address(), "tstate.cframe"));
      if (runner.isPresent() && pthreads.containsKey(runner.getAsLong())) {
        moved.put(thread.address(), runner.getAsLong());
      }
    } catch (MemoryFault _) { // then it is where its state says
    }
  }

  /// The kernel's id, absent when the thread is gone or can not be matched.
  OptionalLong tid(PyThread thread) {
    Long tid = moved.get(thread.address());
    return tid == null ? ids.tid(heap, thread) : OptionalLong.of(tid);
  }

  /// The same with the `pthread_t` of the thread that runs it.
  PyThread corrected(PyThread thread) {
    Long tid = moved.get(thread.address());
    return tid == null
        ? thread
        : new PyThread(
            thread.address(),
            thread.interpreter(),
            thread.interpreterId(),
            pthreads.getOrDefault(tid, thread.pthread()));
  }
}
