package io.github.pmdb.target;

import io.github.pmdb.core.CoreOptions;
import io.github.pmdb.core.CoreSnapshot;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.stop.BriefStop;
import io.github.pmdb.procfs.stop.Pause;
import io.github.pmdb.snapshot.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Opens targets. Our own readers come first and need no engine, so the verdict never waits for
/// gdb; for a core the engine is started when it is first asked for.
public final class Targets {
  private final SnapshotReaders readers;
  private final EngineStart engines;
  private final Guard.Start guards;

  /// @param engines how a native debugger is started
  /// @param guards what watches over a process that we attach to
  public Targets(SnapshotReaders readers, EngineStart engines, Guard.Start guards) {
    this.readers = readers;
    this.engines = engines;
    this.guards = guards;
  }

  /// Opens a core file.
  ///
  /// @throws UserError when the file is not a core that can be read
  public CoreTarget openCore(Path file, OpenOptions options) {
    CoreOptions how =
        new CoreOptions(
            options.executable(), options.roots(), options.debugDirectories(), options.progress());
    CoreSnapshot snapshot = readers.core(file, how);
    LazyEngine engine =
        options.useEngine()
            ? LazyEngine.of(() -> engines.core(file, snapshot, options))
            : LazyEngine.none();
    return new OpenedCore(file, snapshot, engine);
  }

  /// Looks at a process as it runs, without stopping it and without an engine.
  ///
  /// @throws UserError when there is no such process or it may not be read
  public LiveTarget observe(long pid) {
    return ObservedProcess.running(pid, () -> readers.process(pid));
  }

  /// Looks at a process without an engine. It runs, and is stopped only for the time in which
  /// something is read that can not be read otherwise ([Target#still]).
  ///
  /// @throws UserError when there is no such process or it may not be read
  public LiveTarget observeAndPause(long pid) {
    return ObservedProcess.running(
        pid,
        () -> readers.process(pid),
        new ObservedProcess.Stops() {
          @Override
          public <T> BriefStop.Moment<T> briefly(Function<LiveSnapshot, T> reading) {
            return readers.briefly(pid, reading);
          }

          @Override
          public Pause copy(Consumer<String> progress, Runnable check) {
            return readers.copy(pid, progress, check);
          }
        });
  }

  /// Stops a process for the time of a look, without an engine: its native frames and values fit
  /// together then. It runs on when the target is closed.
  ///
  /// @throws UserError when it may not be traced, with the rule that forbids it
  public LiveTarget pause(long pid) {
    return ObservedProcess.paused(pid, readers.pause(pid));
  }

  /// Reads a process as it stood at one moment, without an engine; it runs again long before the
  /// reading is done.
  ///
  /// @param reading may be run several times
  /// @throws UserError when it may not be traced, with the rule that forbids it
  public <T> BriefStop.Moment<T> briefly(long pid, Function<LiveTarget, T> reading) {
    return readers.briefly(
        pid,
        snapshot -> {
          try (LiveTarget target = ObservedProcess.running(pid, () -> snapshot)) {
            return reading.apply(target);
          }
        });
  }

  /// Attaches to a process, which stands still from then on until it is continued or left.
  ///
  /// @throws UserError when it may not be attached to, with the rule that forbids it
  public LiveTarget attach(long pid, OpenOptions options) {
    LiveSnapshot before = readers.process(pid);
    Guard guard = guards.over(pid);
    StopClock clock = new StopClock();
    try {
      clock.stopped();
      LiveEngine engine = engines.attach(pid, before, options);
      guard.engine(engine.enginePid());
      return new AttachedProcess(engine, guard, clock, readers::process, false);
    } catch (UserError e) {
      guard.abandon();
      throw e;
    } finally {
      before.close();
    }
  }

  /// Starts a program under the engine, stopped before its first instruction of its own.
  ///
  /// @param command the program and its arguments
  public LiveTarget run(List<String> command, OpenOptions options) {
    LiveEngine engine = engines.run(command, options);
    StopClock clock = new StopClock();
    clock.stopped();
    return new AttachedProcess(engine, Guard.NONE, clock, readers::process, true);
  }

  /// Reads a number as a process id.
  public static Optional<Long> pid(String text) {
    try {
      long pid = Long.parseLong(text);
      return pid > 0 ? Optional.of(pid) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
