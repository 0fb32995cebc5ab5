package io.github.pmdb.target;

import io.github.pmdb.procfs.LiveSnapshot;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// A process that is only looked at: never stopped, no engine.
final class ObservedProcess implements LiveTarget {
  private final long pid;
  private final FreshView view;

  ObservedProcess(long pid, Supplier<LiveSnapshot> take) {
    this.pid = pid;
    this.view = new FreshView(take);
    view.snapshot();
  }

  @Override
  public String title() {
    return "process " + pid;
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public LiveSnapshot snapshot() {
    return view.snapshot();
  }

  @Override
  public Interpreters interpreters() {
    return view.interpreters();
  }

  @Override
  public Optional<Engine> engine() {
    return Optional.empty();
  }

  @Override
  public Optional<Engine> startedEngine() {
    return engine();
  }

  @Override
  public void detach() {
    view.close();
  }

  @Override
  public Duration stoodStill() {
    return Duration.ZERO;
  }

  @Override
  public void close() {
    view.close();
  }
}
