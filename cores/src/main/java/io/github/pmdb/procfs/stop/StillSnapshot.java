package io.github.pmdb.procfs.stop;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.RefinedSnapshot;
import io.github.pmdb.snapshot.Consistency;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// A snapshot of a process that we have stopped: the threads have their registers, and the states
/// they had before.
final class StillSnapshot extends RefinedSnapshot {
  private final Memory memory;
  private final List<ThreadInfo> threads;

  /// @param memory of the process as it stands
  /// @param before what each thread was doing when it was stopped
  StillSnapshot(
      LiveSnapshot inner,
      Memory memory,
      Map<Long, Registers> registers,
      Map<Long, ThreadState> before) {
    super(inner);
    this.memory = memory;
    this.threads =
        inner.threads().stream()
            .map(t ->
                new ThreadInfo(
                    t.tid(),
                    t.namespaceTid(),
                    t.name(),
                    asBefore(t.state(), before.get(t.tid())),
                    Optional.ofNullable(registers.get(t.tid()))))
            .toList();
  }

  /// A thread that was running has been stopped anywhere; one that slept still waits for what it
  /// waits for, read anew from memory that stands still.
  private static ThreadState asBefore(
      ThreadState now, @org.jspecify.annotations.Nullable ThreadState before) {
    if (before == null || before.code() == 'R') {
      return new ThreadState('R', Optional.empty());
    }
    return new ThreadState(before.code(), now.waitsFor().or(before::waitsFor));
  }

  @Override
  public Consistency consistency() {
    return Consistency.STILL;
  }

  @Override
  public List<ThreadInfo> threads() {
    return threads;
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
