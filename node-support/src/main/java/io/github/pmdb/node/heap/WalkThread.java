package io.github.pmdb.node.heap;

import io.github.pmdb.node.page.Region;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One of the threads of a walk: it takes the next region until there is none.
record WalkThread<V extends Visitor>(
    V visitor, RegionWalker walker, List<Region> regions, AtomicInteger next, Runnable check)
    implements Runnable {

  @Override
  public void run() {
    for (int i = next.getAndIncrement(); i < regions.size(); i = next.getAndIncrement()) {
      check.run();
      walker.walk(regions.get(i));
    }
  }

  /// Runs all of them, the first on this thread. What one throws ends all and is thrown here.
  static <V extends Visitor> void runAll(List<WalkThread<V>> workers) {
    AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    List<Thread> others =
        workers.stream()
            .skip(1)
            .map(w -> Thread.ofPlatform().daemon().start(() -> guarded(w, failure)))
            .toList();
    guarded(workers.getFirst(), failure);
    for (Thread other : others) {
      join(other);
    }
    RuntimeException thrown = failure.get();
    if (thrown != null) {
      throw thrown;
    }
  }

  private static void guarded(
      WalkThread<?> worker, AtomicReference<@Nullable RuntimeException> failure) {
    try {
      worker.run();
    } catch (RuntimeException e) {
      // Kept for the thread that asked; the others find no region left.
      failure.compareAndSet(null, e);
      worker.next().set(worker.regions().size());
    }
  }

  /// The walk is short and ends soon after a failure, so an interrupt waits for it.
  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        // Told to the caller below.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
