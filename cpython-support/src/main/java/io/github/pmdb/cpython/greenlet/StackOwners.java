package io.github.pmdb.cpython.greenlet;

import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.LiveSnapshot.BlockedAt;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells on which thread's stack an address lies.
public final class StackOwners {
  private static final String MAIN_STACK = "[stack]";

  private final Snapshot snapshot;
  private final Map<Long, Long> pointers = new HashMap<>();

  /// @param pthreads `pthread_t` by the kernel's id: glibc keeps that struct above the stack
  public StackOwners(Snapshot snapshot, Map<Long, Long> pthreads) {
    this.snapshot = snapshot;
    for (ThreadInfo thread : snapshot.threads()) {
      stackPointer(thread)
          .or(() -> Optional.ofNullable(pthreads.get(thread.tid())))
          .ifPresent(pointer -> pointers.put(thread.tid(), pointer));
    }
  }

  /// Absent for a thread that runs.
  private Optional<Long> stackPointer(ThreadInfo thread) {
    return thread
        .registers()
        .map(Registers::sp)
        .or(() ->
            snapshot instanceof LiveSnapshot live
                ? live.blockedAt(thread.tid()).map(BlockedAt::sp)
                : Optional.empty());
  }

  /// The thread whose stack pointer is nearest in the same mapping.
  ///
  /// @return the kernel's id, absent when the address is on no thread's stack
  public OptionalLong at(long address) {
    Optional<Mapping> stack = snapshot.mappingAt(address);
    if (stack.isEmpty()) {
      return OptionalLong.empty();
    }
    if (stack.get().path().equals(MAIN_STACK)) {
      return OptionalLong.of(snapshot.process().pid());
    }
    OptionalLong nearest = OptionalLong.empty();
    long distance = Long.MAX_VALUE;
    for (Map.Entry<Long, Long> pointer : pointers.entrySet()) {
      long away = Math.abs(pointer.getValue() - address);
      if (away < distance && stack.get().contains(pointer.getValue())) {
        nearest = OptionalLong.of(pointer.getKey());
        distance = away;
      }
    }
    return nearest;
  }
}
