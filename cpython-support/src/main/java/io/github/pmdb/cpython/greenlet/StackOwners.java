package io.github.pmdb.cpython.greenlet;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.LiveSnapshot.BlockedAt;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.Snapshot;
import io.github.pmdb.snapshot.ThreadInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Tells on which thread's stack an address lies.
public final class StackOwners {
  private static final String MAIN_STACK = "[stack]";

  /// Bytes of one that are looked through.
  private static final int MOST_STACK = 16 << 20;

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

  /// The only thread whose stack has these words, each above the one before it.
  ///
  /// @return the kernel's id, absent when none has them, or several have
  public OptionalLong holding(List<Long> words) {
    long[] found =
        pointers.keySet().stream().mapToLong(t -> t).filter(t -> holds(t, words)).toArray();
    return found.length == 1 ? OptionalLong.of(found[0]) : OptionalLong.empty();
  }

  private boolean holds(long tid, List<Long> words) {
    long pointer = pointers.getOrDefault(tid, 0L);
    int length = snapshot.mappingAt(pointer).map(stack -> used(stack, pointer)).orElse(0);
    try {
      ByteBuffer stack =
          ByteBuffer.wrap(snapshot.memory().bytes(pointer, length)).order(ByteOrder.LITTLE_ENDIAN);
      int met = 0;
      while (met < words.size() && stack.remaining() >= Long.BYTES) {
        met += stack.getLong() == words.get(met) ? 1 : 0;
      }
      return met == words.size();
    } catch (MemoryFault _) {
      return false; // not known to
    }
  }

  /// To the end of the mapping, or to where another stack in it begins.
  private int used(Mapping stack, long pointer) {
    long end =
        pointers.values().stream()
            .filter(other -> stack.contains(other) && other > pointer)
            .min(Long::compare)
            .orElse(stack.end());
    return (int) Math.min(end - pointer, MOST_STACK);
  }
}
