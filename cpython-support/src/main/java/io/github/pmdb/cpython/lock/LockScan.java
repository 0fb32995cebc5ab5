package io.github.pmdb.cpython.lock;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.frame.FrameLocals;
import io.github.pmdb.cpython.frame.FrameWalker;
import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Ints;
import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.interpreter.LockInspector.LockReport;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.FutexWait;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Reads at one moment which threads sleep for locks and for each other's end.
public final class LockScan {
  private static final int MAX_FRAMES = 10_000;

  /// Frames that hide themselves may lie above the innermost one.
  private static final int FIRST_FRAMES = 8;

  private final Snapshot snapshot;
  private final Heap heap;
  private final Map<PyThread, OptionalLong> tids;
  private final LongPredicate constant;
  private final List<Problem> problems = new ArrayList<>();
  private @Nullable Holders holders;

  /// @param tids kernel thread ids of all thread states
  /// @param constant as for [FrameWalker]
  public LockScan(
      Snapshot snapshot, Heap heap, Map<PyThread, OptionalLong> tids, LongPredicate constant) {
    this.snapshot = snapshot;
    this.heap = heap;
    this.tids = tids;
    this.constant = constant;
  }

  /// Nothing is found where the layout knows no locks, as that of 2.7.
  public LockReport run() {
    List<Wait> waits = new ArrayList<>();
    if (!heap.has("lock.sizeof") && !heap.has("mutexlock.sizeof")) {
      return new LockReport(List.of(), List.of());
    }
    for (PyThread thread : tids.keySet()) {
      try {
        wait(thread).ifPresent(waits::add);
      } catch (MemoryFault fault) {
        problems.add(
            new Problem(
                "what thread %s waits for: %s"
                    .formatted(hex(thread.pthread()), fault.getMessage())));
      }
    }
    return new LockReport(List.copyOf(waits), List.copyOf(problems));
  }

  private Optional<Wait> wait(PyThread thread) {
    OptionalLong tid = tids.getOrDefault(thread, OptionalLong.empty());
    OptionalLong futex =
        tid.isEmpty()
            ? OptionalLong.empty()
            : snapshot
                .thread(tid.getAsLong())
                .map(found -> FutexWait.of(snapshot, found))
                .orElse(OptionalLong.empty());
    if (futex.isEmpty()) {
      return Optional.empty();
    }
    List<ScriptFrame> frames = frames(thread, FIRST_FRAMES);
    return frames.isEmpty() ? Optional.empty() : wait(tid.getAsLong(), futex.getAsLong(), frames);
  }

  private List<ScriptFrame> frames(PyThread thread, int most) {
    return FrameWalker.walk(heap, thread.address(), most, constant).frames();
  }

  private Optional<Wait> wait(long tid, long futex, List<ScriptFrame> frames) {
    ScriptFrame at = frames.getFirst();
    if (StandardLibrary.isJoin(at)) {
      return join(tid, at, StandardLibrary.caller(frames));
    }
    return StandardLibrary.isConditionWait(at) || StandardLibrary.isShutdown(at)
        ? Optional.empty()
        : new Awaited(heap).lock(futex, at.address()).map(lock -> lock(tid, lock, at));
  }

  /// @param in the library's function that knows the other thread
  private Optional<Wait> join(long tid, ScriptFrame in, ScriptFrame at) {
    Optional<Long> self =
        FrameLocals.of(heap, in.address()).stream()
            .filter(slot -> slot.name().equals("self"))
            .map(FrameLocals.Slot::value)
            .findFirst();
    Optional<Long> joined =
        self.flatMap(thread -> Attributes.find(heap, thread, "_ident"))
            .flatMap(ident -> Ints.small(heap, ident))
            .flatMap(this::tid);
    return joined.map(other ->
        new Wait(tid, self.get(), "the end of thread " + other, at, Optional.of(other), ""));
  }

  private Optional<Long> tid(long pthread) {
    return tids.entrySet().stream()
        .filter(e -> e.getKey().pthread() == pthread && e.getValue().isPresent())
        .map(e -> e.getValue().getAsLong())
        .findFirst();
  }

  private Wait lock(long tid, Lock lock, ScriptFrame at) {
    String name = new LockNames(heap).name(at.address(), lock.address());
    String what =
        "the threading.%s %sat %s"
            .formatted(
                lock.recursive() ? "RLock" : "Lock",
                name.isEmpty() ? "" : "`" + name + "` ",
                hex(lock.address()));
    List<Holders.Inside> inside = holders().of(lock.address());
    return lock.owner().isPresent() && lock.count() > 0
        ? owned(tid, lock, what, at, inside)
        : plain(tid, lock, what, at, inside);
  }

  /// A recursive lock keeps its owner, whose `with` says where it took the lock.
  private Wait owned(
      long tid, Lock lock, String what, ScriptFrame at, List<Holders.Inside> inside) {
    Optional<Long> owner = tid(lock.owner().orElseThrow());
    String told =
        owner.isPresent()
            ? "the lock names its owner"
                + inside.stream()
                    .filter(i -> owner.equals(tidOf(i)))
                    .map(i -> ", which is in the `with` of it at " + i.where())
                    .findFirst()
                    .orElse("")
            : "its owner %s is no thread any more".formatted(hex(lock.owner().getAsLong()));
    return new Wait(tid, lock.address(), what, at, owner, told);
  }

  private Wait plain(
      long tid, Lock lock, String what, ScriptFrame at, List<Holders.Inside> inside) {
    Optional<Long> holder = inside.size() == 1 ? tidOf(inside.getFirst()) : Optional.empty();
    String told =
        switch (inside.size()) {
          case 0 -> "Python keeps no owner of a Lock, and no thread is in a `with` of this one";
          case 1 -> "it is in the `with` of it at " + inside.getFirst().where();
          default ->
              "Python keeps no owner of a Lock, and %d threads are in a `with` of this one"
                  .formatted(inside.size());
        };
    return new Wait(tid, lock.address(), what, at, holder, told);
  }

  private Optional<Long> tidOf(Holders.Inside inside) {
    return tids.entrySet().stream()
        .filter(e -> e.getKey().address() == inside.thread() && e.getValue().isPresent())
        .map(e -> e.getValue().getAsLong())
        .findFirst();
  }

  /// Of all threads, since any may hold what one waits for; read when the first one waits.
  private Holders holders() {
    if (holders == null) {
      holders = new Holders(heap);
      for (PyThread thread : tids.keySet()) {
        holders.add(thread.address(), frames(thread, MAX_FRAMES));
      }
    }
    return holders;
  }
}
