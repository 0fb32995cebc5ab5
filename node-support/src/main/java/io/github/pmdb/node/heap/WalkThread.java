package io.github.pmdb.node.heap;

import io.github.pmdb.node.page.Region;
import io.github.pmdb.thread.Joining;
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
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> others =
        workers.stream()
            .skip(1)
            .map(w -> Thread.ofPlatform().daemon().start(() -> guarded(w, failure)))
            .toList();
    guarded(workers.getFirst(), failure);
    for (Thread other : others) {
      Joining.join(other);
    }
    switch (failure.get()) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
      case null -> {
        // All is walked through.
      }
    }
  }

  /// Errors too: a thread that ended of one would leave a part of the heap out without a word.
  private static void guarded(WalkThread<?> worker, AtomicReference<@Nullable Throwable> failure) {
    try {
      worker.run();
    } catch (Throwable e) {
      // Kept for the thread that asked; the others find no region left.
      failure.compareAndSet(null, e);
      worker.next().set(worker.regions().size());
    }
  }
}
