package io.github.pmdb.cpython.lock;

import static io.github.pmdb.memory.Addresses.hex;

import io.github.pmdb.cpython.frame.Codes;
import io.github.pmdb.cpython.frame.FrameWalker;
import io.github.pmdb.cpython.frame.ThreadWalker.PyThread;
import io.github.pmdb.cpython.object.Attributes;
import io.github.pmdb.cpython.object.Heap;
import io.github.pmdb.cpython.object.Lock;
import io.github.pmdb.cpython.object.Strings;
import io.github.pmdb.interpreter.LockInspector.Holder;
import io.github.pmdb.interpreter.LockInspector.LockReport;
import io.github.pmdb.interpreter.LockInspector.Wait;
import io.github.pmdb.interpreter.ScriptFrame;
import io.github.pmdb.interpreter.ScriptStack;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.procfs.FutexWait;
import io.github.pmdb.procfs.lock.FutexCall;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads at one moment which threads sleep for locks and for each other's end.
public final class LockScan {
  private static final int MAX_FRAMES = 10_000;

  /// More than the standard library puts between the user's code and a lock.
  private static final int FIRST_FRAMES = 24;

  private final Snapshot snapshot;
  private final Heap heap;
  private final long interpreter;
  private final Map<PyThread, OptionalLong> tids;
  private final Codes codes;
  private final Awaited awaited;
  private final LibraryFiles files;
  private final List<Problem> problems = new ArrayList<>();
  private final FutureWaits futures;

  /// Those that were asked for whole.
  private final Map<PyThread, ScriptStack> stacks = new HashMap<>();

  private @Nullable Holders holders;
  private @Nullable List<Pools.Pool> pools;

  /// @param interpreter address of the `PyInterpreterState` that has imported the library
  /// @param tids kernel thread ids of all thread states
  /// @param codes as for [FrameWalker]
  public LockScan(
      Snapshot snapshot,
      Heap heap,
      long interpreter,
      Map<PyThread, OptionalLong> tids,
      Codes codes) {
    this.snapshot = snapshot;
    this.heap = heap;
    this.interpreter = interpreter;
    this.tids = tids;
    this.codes = codes;
    this.awaited = new Awaited(heap);
    this.files = LibraryFiles.of(heap, interpreter);
    this.futures = new FutureWaits(heap, this::pools, this::active);
  }

  /// Nothing is found where the layout knows no locks.
  ///
  /// @param missed what is wrong with the list of threads
  public LockReport run(List<Problem> missed) {
    List<Wait> waits = new ArrayList<>();
    if (!Lock.areKnown(heap)) {
      return new LockReport(List.of(), List.of(), List.of());
    }
    problems.addAll(missed);
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
    return new LockReport(futures.settled(waits), List.of(), List.copyOf(problems));
  }

  private Optional<Wait> wait(PyThread thread) {
    OptionalLong tid = tids.getOrDefault(thread, OptionalLong.empty());
    Optional<FutexCall> futex = FutexWait.of(snapshot, tid);
    if (futex.isEmpty()) {
      return Optional.empty();
    }
    List<ScriptFrame> frames =
        FrameWalker.walk(heap, thread.address(), FIRST_FRAMES, codes).frames();
    return frames.isEmpty() ? Optional.empty() : wait(tid.getAsLong(), futex.get(), frames);
  }

  private ScriptStack stack(PyThread thread) {
    return stacks.computeIfAbsent(
        thread, it -> FrameWalker.walk(heap, it.address(), MAX_FRAMES, codes));
  }

  private Optional<Wait> wait(long tid, FutexCall futex, List<ScriptFrame> frames) {
    ScriptFrame innermost = frames.getFirst();
    Waiter waiter = new Waiter(tid, files.caller(frames), futex.timed());
    if (StandardLibrary.isShutdown(innermost)) {
      return awaited
          .last(futex.address(), innermost, interpreter)
          .flatMap(thread -> join(waiter, thread));
    }
    Optional<Long> joined =
        StandardLibrary.isJoin(innermost)
            ? awaited.thread(futex.address(), innermost)
            : Optional.empty();
    return joined.isPresent()
        ? join(waiter, joined.get())
        : futures
            .of(waiter, frames)
            .or(() -> lock(waiter, futex, innermost))
            .or(() -> new SharedLocks(heap, this::tid).of(waiter, futex.address(), innermost));
  }

  private Optional<Wait> lock(Waiter waiter, FutexCall futex, ScriptFrame innermost) {
    return awaited
        .lock(futex.address(), innermost)
        .map(lock ->
            new Imports(heap)
                .of(lock, innermost)
                .map(found -> imported(waiter, found))
                .orElseGet(() -> lock(waiter, awaited.outer(lock, innermost))));
  }

  private List<Pools.Pool> pools() {
    if (pools == null) {
      Pools found = new Pools(heap, problems);
      tids.forEach(
          (thread, tid) -> tid.ifPresent(known -> found.add(known, stack(thread).frames())));
      pools = found.all();
    }
    return pools;
  }

  private List<Long> active() {
    return tids.entrySet().stream()
        .filter(entry -> !isIdle(entry.getKey()))
        .map(entry -> entry.getValue().orElse(0))
        .toList();
  }

  private boolean isIdle(PyThread thread) {
    ScriptStack stack = stack(thread);
    return stack.problems().isEmpty() && IdleStacks.isIdle(heap, stack.frames());
  }

  private Wait imported(Waiter waiter, Imports.Import found) {
    Optional<Holder> holder = found.owner().flatMap(this::tid).map(tid -> new Holder(tid, true));
    String told = holder.isPresent() ? "the lock names its owner" : "no thread is its owner";
    return waiter.until(found.lock(), found.what(), holder, told);
  }

  private Optional<Wait> join(Waiter waiter, long thread) {
    return StandardLibrary.ident(heap, thread)
        .flatMap(this::tid)
        .map(other ->
            waiter.until(
                thread,
                "thread %s(id %d) to end".formatted(threadName(thread), other),
                Optional.of(new Holder(other, true)),
                ""));
  }

  private String threadName(long thread) {
    return Attributes.find(heap, thread, "_name")
        .flatMap(name -> Strings.text(heap, name))
        .map(name -> '"' + name + "\" ")
        .orElse("");
  }

  private Optional<Long> tid(long pthread) {
    return tids.entrySet().stream()
        .filter(e -> e.getKey().pthread() == pthread && e.getValue().isPresent())
        .map(e -> e.getValue().getAsLong())
        .findFirst();
  }

  private Wait lock(Waiter waiter, Lock lock) {
    String name = new LockNames(heap).name(waiter.at().address(), lock.address());
    String what =
        "the threading.%s %sat %s"
            .formatted(
                lock.recursive() ? "RLock" : "Lock",
                name.isEmpty() ? "" : name + " ",
                hex(lock.address()));
    List<Holders.Inside> inside = holders().of(lock.address());
    return lock.owner().isPresent() && lock.count() > 0
        ? owned(waiter, lock, what, inside)
        : plain(waiter, lock, what, inside);
  }

  /// A recursive lock keeps its owner, whose `with` says where it took the lock.
  private Wait owned(Waiter waiter, Lock lock, String what, List<Holders.Inside> inside) {
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
    return waiter.until(lock.address(), what, owner.map(tid -> new Holder(tid, true)), told);
  }

  private Wait plain(Waiter waiter, Lock lock, String what, List<Holders.Inside> inside) {
    if (inside.size() == 1) {
      Holders.Inside only = inside.getFirst();
      boolean sure = !only.byHand() && !heap.isSpent();
      String told =
          "it is in the `with` of it at "
              + only.where()
              + (only.byHand() ? ", whose code also releases locks by hand" : "");
      return waiter.until(
          lock.address(), what, tidOf(only).map(tid -> new Holder(tid, sure)), told);
    }
    String told = "Python keeps no owner of a Lock";
    if (heap.layout().version().atLeast(3, 0)) { // of 2.7 blocks are not read
      told +=
          ", and %s in a `with` of this one"
              .formatted(inside.isEmpty() ? "no thread is" : inside.size() + " threads are");
    }
    return waiter.until(lock.address(), what, Optional.empty(), told);
  }

  private Optional<Long> tidOf(Holders.Inside inside) {
    return tids.entrySet().stream()
        .filter(e -> e.getKey().address() == inside.who() && e.getValue().isPresent())
        .map(e -> e.getValue().getAsLong())
        .findFirst();
  }

  /// Of all threads, since any may hold what one waits for; read when the first one waits.
  private Holders holders() {
    if (holders == null) {
      holders = new Holders(heap, LockModule.THREADING);
      for (PyThread thread : tids.keySet()) {
        holders.add(thread.address(), stack(thread).frames());
      }
      if (heap.isSpent()) {
        problems.add(new Problem("there is too much to read, who holds the locks is not sure"));
      }
    }
    return holders;
  }
}
