package io.github.pmdb.target;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;

/// A process under an engine's control.
final class AttachedProcess implements LiveTarget {
  private final LiveEngine engine;
  private final Guard guard;
  private final StopClock clock;
  private final FreshView view;
  private final boolean ours;

  /// @param ours whether the engine started it, so that it ends with the engine
  AttachedProcess(
      LiveEngine engine,
      Guard guard,
      StopClock clock,
      LongFunction<LiveSnapshot> take,
      boolean ours) {
    this.ours = ours;
    this.engine = engine;
    this.guard = guard;
    this.clock = clock;
    this.view = new FreshView(() -> new HeldSnapshot(take.apply(pid()), engine), engine::changes);
    engine.onChange(this::changed);
  }

  private void changed() {
    if (engine.stopped() && engine.pid().isPresent()) {
      clock.stopped();
    } else {
      clock.resumed();
    }
  }

  @Override
  public String title() {
    return engine.pid().isPresent() ? "process " + engine.pid().getAsLong() : "no process";
  }

  @Override
  public long pid() {
    return engine
        .pid()
        .orElseThrow(() ->
            new UserError(
                "the process has ended",
                ours
                    ? "start it again with `run`, or quit"
                    : "`attach PID` attaches to another one; `run` would start the program"
                        + " without the arguments that this one had"));
  }

  @Override
  public Optional<StopSignal> stopSignal() {
    return engine.stopSignal();
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
    return Optional.of(engine);
  }

  @Override
  public Optional<Engine> startedEngine() {
    return engine();
  }

  @Override
  public void detach() {
    try {
      engine.detach();
    } catch (UserError e) {
      if (engine.pid().isEmpty()) {
        left();
      }
      throw e;
    }
    left();
  }

  private void left() {
    clock.resumed();
    guard.end();
  }

  @Override
  public Duration stoodStill() {
    return clock.total();
  }

  @Override
  public void close() {
    try {
      if (!ours) {
        detach();
      }
    } finally {
      view.close();
      engine.close();
    }
  }
}
