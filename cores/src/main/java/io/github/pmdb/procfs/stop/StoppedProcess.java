package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.Optional;

/// A process that stands still until this is closed, with the registers of all of its threads.
public final class StoppedProcess implements Pause {
  private final HeldProcess held;
  private final LiveSnapshot snapshot;
  private final Optional<Problem> remark;

  private StoppedProcess(HeldProcess held, LiveSnapshot snapshot, Optional<Problem> remark) {
    this.held = held;
    this.snapshot = snapshot;
    this.remark = remark;
  }

  /// Stops every thread of a process.
  ///
  /// @throws UserError when it may not be traced, is traced already, or a thread does not stop
  ///   within seconds (it hangs in the kernel); the process runs on then
  public static StoppedProcess stop(long pid) {
    return stop(pid, Optional.empty());
  }

  /// @param remark why it is not read in another way
  static StoppedProcess stop(long pid, Optional<Problem> remark) {
    Before before = before(pid);
    HeldProcess held = HeldProcess.hold(pid);
    try {
      LiveSnapshot inner = LiveProcess.open(pid);
      return new StoppedProcess(
          held, new StillSnapshot(inner, inner.memory(), held.registers(), before), remark);
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  private static Before before(long pid) {
    try (LiveSnapshot running = LiveProcess.open(pid)) {
      return Before.of(running);
    }
  }

  @Override
  public LiveSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public Duration length() {
    return held.pause();
  }

  @Override
  public Optional<Problem> remark() {
    return remark;
  }

  @Override
  public void close() {
    held.close();
    snapshot.close();
  }
}
