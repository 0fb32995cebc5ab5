package io.github.pmdb.gdb;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Tells listeners that something changed, on one thread that is not the one that reads MI: a
/// listener may ask gdb.
final class GdbEvents implements AutoCloseable {
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("gdb-events").factory());

  void add(Runnable listener) {
    listeners.add(listener);
  }

  void changed() {
    for (Runnable listener : listeners) {
      thread.execute(listener);
    }
  }

  @Override
  public void close() {
    listeners.clear();
    thread.shutdown();
  }
}
