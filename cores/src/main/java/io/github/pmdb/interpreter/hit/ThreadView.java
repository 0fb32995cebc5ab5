package io.github.pmdb.interpreter.hit;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.SnapshotView;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import java.util.List;
import java.util.Optional;

/// A process with one thread, as that was when it was copied. It has gone on since, so what was not
/// copied of its stack is not read at all. The process is somebody else's to close.
public final class ThreadView extends SnapshotView {
  private final Snapshot process;
  private final Memory memory = new StackMemory();
  private StackCopy copy = new StackCopy(new Registers(new long[Registers.COUNT]), new byte[0]);
  private Optional<Mapping> stack = Optional.empty();

  public ThreadView(Snapshot process) {
    super(process);
    this.process = process;
  }

  /// Shows another one from now on.
  public void show(StackCopy thread) {
    copy = thread;
    stack = process.mappingAt(thread.registers().sp());
  }

  public ThreadInfo thread() {
    return new ThreadInfo(0, 0, "", ThreadState.UNKNOWN, Optional.of(copy.registers()));
  }

  @Override
  public List<ThreadInfo> threads() {
    return List.of(thread());
  }

  @Override
  public Memory memory() {
    return memory;
  }

  @Override
  public List<Problem> problems() {
    return List.of();
  }

  @Override
  public void close() {
    // The process is somebody else's.
  }

  private final class StackMemory extends Memory {
    @Override
    public void read(long address, byte[] into, int offset, int length) {
      long from = address - copy.registers().sp();
      if (from >= 0 && from + length <= copy.stack().length) {
        System.arraycopy(copy.stack(), (int) from, into, offset, length);
        return;
      }
      if (stack.filter(mapping -> mapping.contains(address)).isPresent()) {
        throw new MemoryFault(address, length, "no more of the stack was copied");
      }
      process.memory().read(address, into, offset, length);
    }
  }
}
