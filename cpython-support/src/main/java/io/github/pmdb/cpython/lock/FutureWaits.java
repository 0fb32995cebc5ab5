package io.github.pmdb.cpython.lock;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.lock.Pools.Pool;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.LockInspector.Holder;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptThread;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Threads that wait for what a pool of threads computes: for the worker that does, or for any
/// worker to begin. The latter is for ever where each worker waits that way, at last, and no other
/// thread cancels what they wait for.
final class FutureWaits {
  private static final String MODULE = "concurrent/futures/_base";
  private static final Set<String> METHODS = Set.of("result", "exception");

  private final Heap heap;
  private final Supplier<List<Pool>> pools;
  private final Supplier<List<Long>> active;

  /// By the ids of threads that wait for what no worker has begun.
  private final Map<Long, Pool> pending = new HashMap<>();

  /// @param pools asked for when the first one waits
  /// @param active ids of the threads that run code of the program, 0 where one is not known; asked
  ///   for when all workers of a pool wait
  FutureWaits(Heap heap, Supplier<List<Pool>> pools, Supplier<List<Long>> active) {
    this.heap = heap;
    this.pools = pools;
    this.active = active;
  }

  /// Absent where the thread waits for something else, or for a future that no pool has.
  ///
  /// @param frames of the thread, innermost first
  /// @throws io.github.pmdb.memory.MemoryFault when the frames can not be read
  Optional<Wait> of(Waiter waiter, List<ScriptFrame> frames) {
    if (frames.size() < 2
        || !LockModule.THREADING.isConditionWait(frames.getFirst())
        || !StandardLibrary.isModule(frames.get(1).file(), MODULE)
        || !METHODS.contains(StandardLibrary.lastName(frames.get(1)))) {
      return Optional.empty();
    }
    return StandardLibrary.self(heap, frames.get(1)).flatMap(future -> of(waiter, future));
  }

  private Optional<Wait> of(Waiter waiter, long future) {
    for (Pool pool : pools.get()) {
      Long worker = pool.running().get(future);
      if (worker != null) {
        return Optional.of(run(waiter, future, worker, pool));
      }
      if (pool.pending().contains(future)) {
        pending.put(waiter.tid(), pool);
        return Optional.of(begun(waiter, future, pool));
      }
    }
    return Optional.empty();
  }

  private static Wait run(Waiter waiter, long future, long worker, Pool pool) {
    return waiter.until(
        future,
        "the future at %s, which thread %d of the pool \"%s\" runs,"
            .formatted(hex(future), worker, pool.name()),
        Optional.of(new Holder(worker, true)),
        "");
  }

  private static Wait begun(Waiter waiter, long future, Pool pool) {
    return waiter.until(
        future,
        "the future at %s, which no worker of the pool \"%s\" has begun,"
            .formatted(hex(future), pool.name()),
        Optional.empty(),
        "");
  }

  /// The same waits, with who should end those that nobody will: of a pool's workers the next one.
  List<Wait> settled(List<Wait> waits) {
    Set<Long> stuck = pending.isEmpty() ? Set.of() : stuck(waits);
    List<Long> others =
        pending.keySet().stream().noneMatch(stuck::contains)
            ? List.of()
            : active.get().stream().filter(tid -> !stuck.contains(tid)).toList();
    return waits.stream()
        .map(wait ->
            Optional.ofNullable(pending.get(wait.tid()))
                .filter(_ -> stuck.contains(wait.tid()))
                .map(pool -> settled(wait, pool, others))
                .orElse(wait))
        .toList();
  }

  /// Ids of the threads that wait for ever: only for others that do.
  private Set<Long> stuck(List<Wait> waits) {
    Map<Long, Wait> left =
        waits.stream()
            .filter(wait -> !wait.timed())
            .collect(Collectors.toMap(Wait::tid, Function.identity(), (first, _) -> first));
    while (left.values().removeIf(wait -> !isStuck(wait, left.keySet()))) {
      // those that waited for one that was removed go next
    }
    return left.keySet();
  }

  private boolean isStuck(Wait wait, Set<Long> left) {
    Pool pool = pending.get(wait.tid());
    return pool != null
        ? pool.full() && left.containsAll(pool.tids())
        : wait.holder().filter(h -> h.sure() && left.contains(h.tid())).isPresent();
  }

  private static Wait settled(Wait wait, Pool pool, List<Long> others) {
    int next = pool.tids().indexOf(wait.tid()) + 1;
    int count = pool.tids().size();
    String workers =
        count == 1 ? " whose only worker waits," : " whose %d workers all wait,".formatted(count);
    return new Wait(
        wait.tid(),
        wait.address(),
        wait.what() + workers,
        wait.at(),
        wait.timed(),
        wait.outside(),
        Optional.of(new Holder(pool.tids().get(next % count), true)).filter(_ -> others.isEmpty()),
        others.isEmpty() ? wait.told() : ScriptThread.listed(others, 1) + " may cancel it");
  }
}
