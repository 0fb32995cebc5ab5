package io.github.pmdb.target;

import io.github.pmdb.interpreter.Inspector;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.stop.BriefStop;
import io.github.pmdb.procfs.stop.Pause;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// A process that is only looked at: no engine, and stopped at most for the time of a look.
final class ObservedProcess implements LiveTarget {
  private final long pid;
  private final FreshView view;
  private final Optional<Stops> stops;
  private final Optional<Pause> paused;
  private Duration before = Duration.ZERO;

  /// The process as it stood, while something is read of that.
  private Optional<LiveSnapshot> held = Optional.empty();

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
    return held.orElseGet(take);
  }

  /// How it is stopped for a look.
  interface Stops {
    /// For hardly longer than it takes to copy what the reading needs; it may be run several times.
    <T> BriefStop.Moment<T> briefly(Function<LiveSnapshot, T> reading);

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

  /// Where another debugger holds the process, or it can not be stopped, it is looked at as it is,
  /// which answers tell.
  @Override
  public <T> Held<T> still(Supplier<T> work) {
    return stoppable()
        .flatMap(stop -> briefly(stop, work))
        .map(this::told)
        .orElseGet(() -> Held.running(work.get()));
  }

  private <T> Optional<BriefStop.Moment<Attempt<T>>> briefly(Stops stop, Supplier<T> work) {
    try {
      return Optional.of(
          stop.briefly(snapshot -> {
            hold(Optional.of(snapshot));
            return Attempt.of(work);
          }));
    } catch (UserError _) {
      // The verdict says who traces it.
      return Optional.empty();
    } finally {
      hold(Optional.empty());
    }
  }

  private <T> Held<T> told(BriefStop.Moment<Attempt<T>> moment) {
    before = before.plus(moment.pause());
    return new Held<>(moment.value().result(), moment.pause(), moment.remark());
  }

  /// What came of work that may fail: its failure is not one of stopping the process.
  private record Attempt<T>(Supplier<T> outcome) {
    static <T> Attempt<T> of(Supplier<T> work) {
      try {
        T value = work.get();
        return new Attempt<>(() -> value);
      } catch (RuntimeException e) {
        return new Attempt<>(() -> {
          throw e;
        });
      }
    }

    T result() {
      return outcome.get();
    }
  }

  @Override
  public <T> Held<T> copied(Supplier<T> work, Consumer<String> progress, Runnable check) {
    Optional<Stops> stop = stoppable();
    if (stop.isEmpty()) {
      return Held.running(work.get());
    }
    Pause pause;
    try {
      pause = stop.get().copy(progress, check);
    } catch (UserError e) {
      check.run();
      // It hangs in the kernel, for one: what can be read of it as it is tells more than nothing.
      return new Held<>(
          work.get(),
          Duration.ZERO,
          Optional.of(new Problem(String.valueOf(e.getMessage()), e.hint())));
    }
    return during(pause, work);
  }

  private <T> Held<T> during(Pause pause, Supplier<T> work) {
    try {
      hold(Optional.of(pause.snapshot()));
      T value = work.get();
      pause.close();
      return new Held<>(value, pause.length(), pause.remark());
    } finally {
      pause.close();
      before = before.plus(pause.length());
      hold(Optional.empty());
    }
  }

  private void hold(Optional<LiveSnapshot> snapshot) {
    held = snapshot;
    looks++;
  }

  /// Absent where nothing needs a stop, or another debugger holds the process.
  private Optional<Stops> stoppable() {
    return needsStop() && snapshot().tracer().isEmpty() ? stops : Optional.empty();
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
