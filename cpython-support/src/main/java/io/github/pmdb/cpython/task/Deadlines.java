package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.frame.WithBlocks;
import io.github.pmdb.cpython.lock.LockModule;
import io.github.pmdb.cpython.lock.StandardLibrary;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.Task;
import io.github.pmdb.memory.MemoryFault;
import java.util.Optional;
import java.util.stream.Stream;

/// Tells tasks whose waits end by themselves after some time.
final class Deadlines {
  private final Heap heap;
  private final WithBlocks blocks;

  Deadlines(Heap heap) {
    this.heap = heap;
    this.blocks = new WithBlocks(heap, LockModule.ASYNCIO.exit());
  }

  /// Also where it can not be told.
  boolean has(Task task) {
    try {
      return task.frames().stream().anyMatch(this::has);
    } catch (MemoryFault _) {
      return true;
    }
  }

  /// `wait_for`, `wait`, and blocks of `asyncio.timeout`, or of `async_timeout` before 3.11.
  private boolean has(ScriptFrame frame) {
    Stream<Long> given =
        StandardLibrary.isModule(frame.file(), "asyncio/tasks")
            ? FrameLocals.of(heap, frame.address()).stream()
                .filter(slot -> slot.name().equals("timeout"))
                .map(FrameLocals.Slot::value)
            : Stream.of();
    Stream<Long> blocked =
        blocks.of(frame.address()).stream()
            .map(WithBlocks.WithBlock::manager)
            .filter(manager -> heap.typeOf(manager).shortName().equals("Timeout"))
            .flatMap(manager -> when(manager).stream());
    return Stream.concat(given, blocked).anyMatch(value -> !heap.isA(value, "NoneType"));
  }

  private Optional<Long> when(long timeout) {
    return Attributes.find(heap, timeout, "_when")
        .or(() -> Attributes.find(heap, timeout, "_deadline"));
  }
}
