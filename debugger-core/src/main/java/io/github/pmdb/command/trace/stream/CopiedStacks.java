package io.github.pmdb.command.trace.stream;

import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.frame.Unwinder;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.SnapshotView;
import io.github.pmdb.snapshot.ThreadInfo;
import io.github.pmdb.snapshot.ThreadState;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.event.Captured;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Unwinds stacks of a process of which the kernel has made copies. The thread has gone on since,
/// so what was not copied of a stack is not read at all.
final class CopiedStacks {
  private final Snapshot process;
  private final Unwinder unwinder;
  private Captured.@Nullable StackCopy copy;

  CopiedStacks(Snapshot process) {
    this.process = process;
    this.unwinder = new Unwinder(new View());
  }

  /// The frames, innermost first.
  List<NativeFrame> unwind(Captured.StackCopy thread, int limit) {
    copy = thread;
    return unwinder.unwind(
        new ThreadInfo(0, 0, "", ThreadState.UNKNOWN, Optional.of(registers(thread))), limit);
  }

  private static Registers registers(Captured.StackCopy thread) {
    long[] values = new long[Registers.COUNT];
    for (ContextRegister each : ContextRegister.values()) {
      values[Registers.NAMES.indexOf(each.toString())] = thread.registers().get(each.number());
    }
    return new Registers(values);
  }

  private final class StackMemory extends Memory {
    @Override
    public void read(long address, byte[] into, int offset, int length) {
      Captured.StackCopy thread = copy;
      if (thread != null) {
        long sp = thread.registers().get(ContextRegister.RSP.number());
        long into0 = address - sp;
        if (into0 >= 0 && into0 + length <= thread.stack().length) {
          System.arraycopy(thread.stack(), (int) into0, into, offset, length);
          return;
        }
        boolean ofStack =
            process.mappingAt(sp).filter(mapping -> mapping.contains(address)).isPresent();
        if (ofStack) {
          throw new MemoryFault(address, length, "no more of the stack was copied");
        }
      }
      process.memory().read(address, into, offset, length);
    }
  }

  private final class View extends SnapshotView {
    private final Memory memory = new StackMemory();

    View() {
      super(process);
    }

    @Override
    public Memory memory() {
      return memory;
    }

    @Override
    public List<ThreadInfo> threads() {
      return List.of();
    }

    @Override
    public List<Problem> problems() {
      return List.of();
    }

    @Override
    public void close() {
      // The process is somebody else's.
    }
  }
}
