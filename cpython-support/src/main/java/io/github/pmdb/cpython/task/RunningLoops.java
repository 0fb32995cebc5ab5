package io.github.pmdb.cpython.task;

import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.object.Dicts;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.MemoryFault;
import java.util.List;
import java.util.Optional;

/// Finds the thread that runs an event loop: asyncio keeps what `get_running_loop` gives for each
/// thread.
///
/// asyncio's own loops know their thread by themselves. Others keep it in C, as uvloop's do.
final class RunningLoops {
  /// Up to 3.12 the key in the thread's own dict, whose value is the loop, up to 3.11 a holder with
  /// the loop as its first field (`PyRunningLoopHolder` in `Modules/_asynciomodule.c`).
  private static final String KEY = "__asyncio_running_event_loop__";

  private final Heap heap;
  private final List<PyThread> threads;

  RunningLoops(Heap heap, List<PyThread> threads) {
    this.heap = heap;
    this.threads = threads;
  }

  /// @param loop its address
  Optional<PyThread> threadOf(long loop) {
    return threads.stream().filter(thread -> runs(thread.address(), loop)).findFirst();
  }

  private long held(long holder) {
    return heap.behindHead(holder, 0);
  }

  private boolean runs(long thread, long loop) {
    try {
      if (heap.has("tstate.asyncio_running_loop")) {
        return heap.pointer(thread, "tstate.asyncio_running_loop") == loop;
      }
      long own = heap.has("tstate.dict") ? heap.pointer(thread, "tstate.dict") : 0;
      Optional<Long> kept = own == 0 ? Optional.empty() : Dicts.find(heap, own, KEY);
      return kept.isPresent() && (kept.get() == loop || held(kept.get()) == loop);
    } catch (MemoryFault _) {
      return false; // a thread whose state can not be read is told of where threads are
    }
  }
}
