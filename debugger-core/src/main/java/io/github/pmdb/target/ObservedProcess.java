package io.github.pmdb.target;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.stop.Pause;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A process that is only looked at: no engine, and stopped at most for the time of a look.
final class ObservedProcess implements LiveTarget {
  private final long pid;
  private final FreshView view;
  private final Optional<Stops> stops;
  private final Optional<Pause> paused;
  private Duration before = Duration.ZERO;

  /// What holds the process at the moment, of those.
  private Optional<Pause> held = Optional.empty();

  /// Counts how often that has changed.
  private long looks;

  private ObservedProcess(
      long pid, Supplier<LiveSnapshot> take, Optional<Stops> stops, Optional<Pause> paused) {
    this.pid = pid;
    this.view = new FreshView(() -> taken(take), () -> looks);
    this.stops = stops;
    this.paused = paused;
    view.snapshot();
  }

  private LiveSnapshot taken(Supplier<LiveSnapshot> take) {
    return held.map(Pause::snapshot).orElseGet(take);
  }

  /// How it is stopped for a look.
  interface Stops {
    /// Until the pause is closed.
    Pause pause();

    /// Only until it is copied.
    Pause copy(Consumer<String> progress, Runnable check);
  }

  /// As it runs.
  static ObservedProcess running(long pid, Supplier<LiveSnapshot> take) {
    return new ObservedProcess(pid, take, Optional.empty(), Optional.empty());
  }

  /// As it runs; what can not be read then is read while it is stopped.
  static ObservedProcess running(long pid, Supplier<LiveSnapshot> take, Stops stops) {
    return new ObservedProcess(pid, take, Optional.of(stops), Optional.empty());
  }

  /// While it stands still.
  static ObservedProcess paused(long pid, Pause pause) {
    return new ObservedProcess(pid, pause::snapshot, Optional.empty(), Optional.of(pause));
  }

  @Override
  public <T> Held<T> still(Supplier<T> work) {
    return during(pause(), work);
  }

  @Override
  public <T> Held<T> copied(Supplier<T> work, Consumer<String> progress, Runnable check) {
    return during(copy(progress, check), work);
  }

  private <T> Held<T> during(Optional<Pause> stop, Supplier<T> work) {
    if (stop.isEmpty()) {
      return Held.running(work.get());
    }
    Pause pause = stop.get();
    try {
      hold(stop);
      T value = work.get();
      pause.close();
      return new Held<>(value, pause.length(), pause.remark());
    } finally {
      pause.close();
      before = before.plus(pause.length());
      hold(Optional.empty());
    }
  }

  private void hold(Optional<Pause> pause) {
    held = pause;
    looks++;
  }

  /// Absent where nothing needs it, or another debugger holds the process: it is looked at as it is
  /// then, which answers tell.
  private Optional<Pause> pause() {
    try {
      return needsStop() ? stops.map(Stops::pause) : Optional.empty();
    } catch (UserError _) {
      // The verdict says who traces it.
      return Optional.empty();
    }
  }

  /// As [#pause]; that it may not be stopped is told.
  private Optional<Pause> copy(Consumer<String> progress, Runnable check) {
    return needsStop() && snapshot().tracer().isEmpty()
        ? stops.map(s -> s.copy(progress, check))
        : Optional.empty();
  }

  private boolean needsStop() {
    return interpreters().inspectors().stream().anyMatch(Inspector::needsStop);
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
    paused.ifPresent(Pause::close);
  }

  @Override
  public Duration stoodStill() {
    return paused.map(Pause::length).orElse(before);
  }

  @Override
  public void close() {
    detach();
    view.close();
  }
}
