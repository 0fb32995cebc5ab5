package io.github.pmdb.procfs.stop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.RefinedSnapshot;
import io.github.pmdb.procfs.lock.LockWait;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A snapshot of a process that we have stopped: the threads have their registers, and the states
/// they had before.
final class StillSnapshot extends RefinedSnapshot {
  private final Memory memory;
  private final List<ThreadInfo> threads;
  private final List<LockWait> waits;

  /// @param memory of the process as it stands
  /// @param before what each thread was doing when it was stopped
  StillSnapshot(LiveSnapshot inner, Memory memory, Map<Long, Registers> registers, Before before) {
    super(inner);
    this.memory = memory;
    this.threads =
        inner.threads().stream()
            .map(t -> stopped(t, Optional.ofNullable(registers.get(t.tid())), before))
            .toList();
    this.waits =
        inner.lockWaits().stream()
            .filter(wait -> isStill(wait, registers.get(wait.tid())))
            .toList();
  }

  private static ThreadInfo stopped(ThreadInfo t, Optional<Registers> registers, Before before) {
    ThreadState state = before.state(t, registers);
    return new ThreadInfo(t.tid(), t.namespaceTid(), t.name(), state, registers);
  }

  /// Where the waits were read before the stop, a thread may have gone on since.
  private boolean isStill(LockWait wait, @Nullable Registers registers) {
    return registers == null || blockedAt(wait.tid()).filter(at -> at.fits(registers)).isPresent();
  }

  @Override
  public Consistency consistency() {
    return Consistency.STILL;
  }

  @Override
  public List<ThreadInfo> threads() {
    return threads;
  }

  @Override
  public List<LockWait> lockWaits() {
    return waits;
  }

  /// Nobody else: we looked before we stopped it.
  @Override
  public OptionalLong tracer() {
    return OptionalLong.empty();
  }

  @Override
  public Memory memory() {
    return memory;
  }
}
