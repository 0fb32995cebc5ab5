package io.github.pmdb.target;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.target.SnapshotReaders.Pause;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// A process that is only looked at: no engine, and stopped at most for the time of the look.
final class ObservedProcess implements LiveTarget {
  private final long pid;
  private final FreshView view;
  private final Supplier<Duration> stoodStill;
  private final Runnable letGo;

  private ObservedProcess(
      long pid, Supplier<LiveSnapshot> take, Supplier<Duration> stoodStill, Runnable letGo) {
    this.pid = pid;
    this.view = new FreshView(take, () -> 0);
    this.stoodStill = stoodStill;
    this.letGo = letGo;
    view.snapshot();
  }

  /// As it runs.
  static ObservedProcess running(long pid, Supplier<LiveSnapshot> take) {
    return new ObservedProcess(pid, take, () -> Duration.ZERO, () -> {});
  }

  /// While it stands still.
  static ObservedProcess paused(long pid, Pause pause) {
    return new ObservedProcess(pid, pause::snapshot, pause::length, pause::close);
  }

  @Override
  public String title() {
    return "process " + pid;
  }

  @Override
  public Optional<StopSignal> stopSignal() {
    return Optional.empty();
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
    letGo.run();
  }

  @Override
  public Duration stoodStill() {
    return stoodStill.get();
  }

  @Override
  public void close() {
    detach();
    view.close();
  }
}
