package io.github.pmdb.target;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.RefinedSnapshot;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A process that an engine holds: the kernel tells nobody but the tracer the registers of its
/// threads, so the engine is asked for them, once.
final class HeldSnapshot extends RefinedSnapshot {
  private final LiveEngine engine;
  private @Nullable List<ThreadInfo> threads;

  HeldSnapshot(LiveSnapshot inner, LiveEngine engine) {
    super(inner);
    this.engine = engine;
  }

  @Override
  public synchronized List<ThreadInfo> threads() {
    if (threads == null) {
      Map<Long, Registers> registers = engine.registers();
      threads = super.threads().stream().map(t -> withRegisters(t, registers)).toList();
    }
    return threads;
  }

  /// Nobody else: the engine does.
  @Override
  public OptionalLong tracer() {
    return OptionalLong.empty();
  }

  private static ThreadInfo withRegisters(ThreadInfo thread, Map<Long, Registers> registers) {
    return new ThreadInfo(
        thread.tid(),
        thread.namespaceTid(),
        thread.name(),
        asBefore(thread.state()),
        Optional.ofNullable(registers.get(thread.tid())));
  }

  /// A thread that waited when it was stopped goes on waiting when it is continued.
  private static ThreadState asBefore(ThreadState now) {
    return now.code() == 't' && now.waitsFor().isPresent()
        ? new ThreadState('S', now.waitsFor())
        : now;
  }
}
