package io.github.pmdb.cpython;

import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Matches CPython's threads with the kernel's.
///
/// `PyThreadState.thread_id` is glibc's `pthread_t`, which on x86-64 is the thread's fs_base. Where
/// registers are not at hand the kernel's id is read from `struct pthread`, or since 3.11 from
/// `native_thread_id`; both are ids of the target's own pid namespace.
final class ThreadIds {
  /// Offset of `tid` in `struct pthread` (glibc's `nptl/descr.h`, x86-64; seen in 2.36 and 2.41).
  private static final int GLIBC_TID = 720;

  private final List<ThreadInfo> threads;
  private final Map<Long, ThreadInfo> byFsBase = new HashMap<>();

  ThreadIds(Snapshot snapshot) {
    this.threads = snapshot.threads();
    for (ThreadInfo thread : threads) {
      thread.registers().ifPresent(r -> byFsBase.put(r.fsBase(), thread));
    }
  }

  /// The id in the observer's namespace, absent when the thread is gone or can not be matched.
  OptionalLong tid(Heap heap, PyThread thread) {
    ThreadInfo exact = byFsBase.get(thread.pthread());
    if (exact != null) {
      return OptionalLong.of(exact.tid());
    }
    OptionalLong own = namespaceTid(heap, thread);
    return own.isEmpty()
        ? OptionalLong.empty()
        : threads.stream()
            .filter(t -> t.namespaceTid() == own.getAsLong())
            .mapToLong(ThreadInfo::tid)
            .findFirst();
  }

  private static OptionalLong namespaceTid(Heap heap, PyThread thread) {
    try {
      long tid =
          heap.has("tstate.native_thread_id")
              ? heap.i64(thread.address(), "tstate.native_thread_id")
              : heap.memory().i32(thread.pthread() + GLIBC_TID);
      return tid > 0 ? OptionalLong.of(tid) : OptionalLong.empty();
    } catch (MemoryFault _) {
      return OptionalLong.empty(); // the thread has ended and its stack is unmapped
    }
  }
}
