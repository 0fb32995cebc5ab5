package io.github.pmdb.cpython;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.FrameWalker;
import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.greenlet.StackOwners;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.frame.Anchor;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Which of the kernel's threads runs a thread state. A thread may run code in a sub-interpreter
/// with the state that another one has made, which names that one: up to 3.12 `run_string` of
/// `_xxsubinterpreters` does, and programs that call `PyEval_AcquireThread` may in each version.
/// Its frames tell whose stack they run on: since 3.10 a struct of an eval call lies on it, before
/// its eval calls keep their frames there.
final class Runners {
  /// Frames of one state that are looked for.
  private static final int MOST_FRAMES = 64;

  private final ThreadIds ids;
  private final Heap heap;
  private final Map<Long, Long> pthreads = new HashMap<>();
  private final Map<Long, Long> moved = new HashMap<>();

  /// @param threads of all interpreters
  Runners(Snapshot snapshot, Heap heap, List<PyThread> threads) {
    this.ids = new ThreadIds(snapshot);
    this.heap = heap;
    List<PyThread> guests = threads.stream().filter(thread -> thread.interpreterId() != 0).toList();
    if (!guests.isEmpty()) {
      for (ThreadInfo thread : snapshot.threads()) {
        thread.registers().ifPresent(r -> pthreads.put(thread.tid(), r.fsBase()));
      }
      threads.stream()
          .filter(thread -> thread.interpreterId() == 0)
          .forEach(thread ->
              ids.tid(heap, thread).ifPresent(tid -> pthreads.put(tid, thread.pthread())));
      StackOwners owners = new StackOwners(snapshot, pthreads);
      guests.forEach(thread -> place(thread, owners));
    }
  }

  private void place(PyThread thread, StackOwners owners) {
    List<Anchor> anchors = anchors(thread);
    if (anchors.isEmpty()) {
      return;
    }
    OptionalLong runner =
        switch (anchors.getFirst()) {
          case Anchor.OnStack on -> owners.at(on.address());
          case Anchor.Spilled _ -> owners.holding(spilled(anchors));
        };
    runner.ifPresent(tid -> moved.put(thread.address(), tid));
  }

  private static List<Long> spilled(List<Anchor> anchors) {
    return anchors.stream()
        .flatMap(anchor ->
            anchor instanceof Anchor.Spilled frame ? Stream.of(frame.value()) : Stream.of())
        .toList();
  }

  /// Innermost first.
  private List<Anchor> anchors(PyThread thread) {
    return FrameWalker.walk(heap, thread.address(), MOST_FRAMES, new Codes(_ -> false))
        .frames()
        .stream()
        .flatMap(frame -> frame.anchor().stream())
        .toList();
  }

  /// The kernel's id, absent when the thread is gone or can not be matched.
  OptionalLong tid(PyThread thread) {
    Long tid = moved.get(thread.address());
    return tid == null ? ids.tid(heap, thread) : OptionalLong.of(tid);
  }

  /// The same with the `pthread_t` of the thread that runs it, 0 where that is not known.
  PyThread corrected(PyThread thread) {
    Long tid = moved.get(thread.address());
    return tid == null || ids.tid(heap, thread).equals(OptionalLong.of(tid))
        ? thread
        : new PyThread(
            thread.address(),
            thread.interpreter(),
            thread.interpreterId(),
            pthreads.getOrDefault(tid, 0L));
  }
}
