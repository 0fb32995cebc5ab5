package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.lock.IdleStacks;
import io.github.pmdb.cpython.lock.StandardLibrary;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.task.RunningFrames.Stack;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;

/// Threads whose code may end what the tasks of an event loop in another thread wait for, by the
/// loop's `call_soon_threadsafe`.
final class OtherThreads {
  /// `Thread.join`, and what it calls up to 3.12.
  private static final int JOIN_FRAMES = 2;

  private final Heap heap;
  private final List<Stack> stacks;
  private final LongFunction<OptionalLong> tids;

  /// @param stacks of all threads
  /// @param tids kernel thread ids by `pthread_t`
  OtherThreads(Heap heap, List<Stack> stacks, LongFunction<OptionalLong> tids) {
    this.heap = heap;
    this.stacks = stacks;
    this.tids = tids;
  }

  /// Kernel thread ids, 0 where one is not known.
  ///
  /// @param loops ids of the threads that run the event loops
  List<Long> beside(Set<Long> loops) {
    return stacks.stream()
        .filter(stack -> !loops.contains(stack.tid().orElse(0)))
        .filter(stack -> !stack.whole() || !IdleStacks.isIdle(heap, stack.frames()))
        .filter(stack -> !joinsOneOf(loops, stack))
        .map(stack -> stack.tid().orElse(0))
        .toList();
  }

  /// Whether a thread goes on only when one of the loops has ended.
  private boolean joinsOneOf(Set<Long> loops, Stack stack) {
    try {
      return stack.frames().stream()
          .limit(JOIN_FRAMES)
          .filter(frame -> StandardLibrary.isModule(frame.file(), "threading"))
          .filter(frame -> StandardLibrary.lastName(frame).equals("join"))
          .anyMatch(join -> isUntimed(join) && loops.contains(joined(join)));
    } catch (MemoryFault _) {
      return false;
    }
  }

  private boolean isUntimed(ScriptFrame join) {
    return FrameLocals.of(heap, join.address()).stream()
        .filter(slot -> slot.name().equals("timeout"))
        .anyMatch(slot -> heap.isA(slot.value(), "NoneType"));
  }

  /// The thread that is waited for, 0 where it is not known.
  private long joined(ScriptFrame join) {
    return StandardLibrary.self(heap, join)
        .flatMap(thread -> StandardLibrary.ident(heap, thread))
        .map(tids::apply)
        .orElse(OptionalLong.empty())
        .orElse(0);
  }
}
