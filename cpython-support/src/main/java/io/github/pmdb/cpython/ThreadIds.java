package io.github.pmdb.cpython;

import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.ArrayList;
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

  /// Several have the same one where the kernel works for the program: a thread of an io_uring has
  /// the registers of the one that made it.
  private final Map<Long, List<ThreadInfo>> byFsBase = new HashMap<>();

  ThreadIds(Snapshot snapshot) {
    this.threads = snapshot.threads();
    for (ThreadInfo thread : threads) {
      thread
          .registers()
          .ifPresent(r -> byFsBase.computeIfAbsent(r.fsBase(), _ -> new ArrayList<>()).add(thread));
    }
  }

  /// The id in the observer's namespace, absent when the thread is gone or can not be matched.
  OptionalLong tid(Heap heap, PyThread thread) {
    List<ThreadInfo> exact = byFsBase.getOrDefault(thread.pthread(), List.of());
    if (exact.size() == 1) {
      return OptionalLong.of(exact.getFirst().tid());
    }
    OptionalLong own = namespaceTid(heap, thread);
    OptionalLong found =
        (exact.isEmpty() ? threads : exact)
            .stream()
                .filter(t -> own.equals(OptionalLong.of(t.namespaceTid())))
                .mapToLong(ThreadInfo::tid)
                .findFirst();
    return found.isPresent() ? found : exact.stream().mapToLong(ThreadInfo::tid).findFirst();
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
