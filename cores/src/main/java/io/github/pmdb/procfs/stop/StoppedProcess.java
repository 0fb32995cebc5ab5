package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.ThreadState;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// A process that stands still until this is closed, with the registers of all of its threads.
public final class StoppedProcess implements AutoCloseable {
  private final HeldProcess held;
  private final LiveSnapshot snapshot;

  private StoppedProcess(HeldProcess held, LiveSnapshot snapshot) {
    this.held = held;
    this.snapshot = snapshot;
  }

  /// Stops every thread of a process.
  ///
  /// @throws UserError when it may not be traced, is traced already, or a thread does not stop
  ///   within seconds (it hangs in the kernel); the process runs on then
  public static StoppedProcess stop(long pid) {
    Map<Long, ThreadState> before = statesBefore(pid);
    HeldProcess held = HeldProcess.hold(pid);
    try {
      LiveSnapshot inner = LiveProcess.open(pid);
      return new StoppedProcess(
          held, new StillSnapshot(inner, inner.memory(), held.registers(), before));
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  /// What the threads were doing: once stopped, the kernel tells only that they are.
  private static Map<Long, ThreadState> statesBefore(long pid) {
    try (LiveSnapshot running = LiveProcess.open(pid)) {
      return states(running);
    }
  }

  static Map<Long, ThreadState> states(LiveSnapshot running) {
    Map<Long, ThreadState> states = new TreeMap<>();
    running.threads().forEach(t -> states.put(t.tid(), t.state()));
    return states;
  }

  /// The process as it stands; valid until this is closed.
  public LiveSnapshot snapshot() {
    return snapshot;
  }

  /// How long the process has been standing still, or did until it was let go.
  public Duration pause() {
    return held.pause();
  }

  @Override
  public void close() {
    held.close();
    snapshot.close();
  }
}
