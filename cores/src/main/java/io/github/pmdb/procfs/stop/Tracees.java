package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.AttachPermission;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The threads of one process that we have seized. Used on one thread only, save [#pause].
final class Tracees {
  /// A thread in an uninterruptible sleep stops only when that ends.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final long POLL_NANOS = 50_000;
  private static final int SIGTRAP = 5;

  private final Ptrace ptrace = new Ptrace();
  private final long pid;

  /// The signal each stopped thread is owed.
  private final Map<Long, Integer> stopped = new HashMap<>();

  private final Set<Long> seized = new HashSet<>();
  private volatile long firstStop;
  private volatile long lastResume;

  Tracees(long pid) {
    this.pid = pid;
  }

  /// Stops threads until no new one appears: a thread may start others until it is stopped itself.
  Map<Long, Registers> stopAll() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<Long> fresh = seizeFresh();
    firstStop = System.nanoTime();
    while (!fresh.isEmpty()) {
      fresh.forEach(ptrace::interrupt);
      awaitStops(deadline);
      fresh = seizeFresh();
    }
    Map<Long, Registers> registers = new LinkedHashMap<>();
    stopped.keySet().forEach(t -> ptrace.registers(t).ifPresent(r -> registers.put(t, r)));
    return registers;
  }

  /// The threads that were not ours yet; a seized thread runs on until it is interrupted.
  private List<Long> seizeFresh() {
    List<Long> fresh = new ArrayList<>();
    for (long tid : ProcDirectory.of(pid).numbers("task")) {
      if (!seized.contains(tid) && seize(tid)) {
        fresh.add(tid);
      }
    }
    return fresh;
  }

  /// Whether the thread is ours now; one that has just ended is not.
  private boolean seize(long tid) {
    int error = ptrace.seize(tid);
    if (error == Ptrace.ESRCH || (error == Ptrace.EPERM && isGoing(tid))) {
      return false;
    }
    if (error != 0) {
      AttachPermission rule = AttachPermission.explain(pid);
      throw new UserError(rule.what(), rule.fix());
    }
    seized.add(tid);
    return true;
  }

  /// The kernel refuses to seize a thread that is ending (a zombie leader too) with EPERM.
  private boolean isGoing(long tid) {
    return ProcStatus.read(ProcDirectory.of(pid).thread(tid))
        .filter(s -> s.state() != 'Z' && s.state() != 'X')
        .isEmpty();
  }

  private void awaitStops(long deadline) {
    Set<Long> pending = new HashSet<>(seized);
    pending.removeAll(stopped.keySet());
    while (!pending.isEmpty()) {
      pending.removeIf(this::hasChanged);
      if (!pending.isEmpty() && System.nanoTime() > deadline) {
        throw new UserError(
            "thread %d of process %d did not stop within %d s: it hangs in the kernel"
                .formatted(pending.iterator().next(), pid, PATIENCE.toSeconds()),
            "see where: sudo cat /proc/%d/task/%d/stack; `bt` without stopping still works"
                .formatted(pid, pending.iterator().next()));
      }
      if (!pending.isEmpty()) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  private boolean hasChanged(long tid) {
    return switch (ptrace.poll(tid)) {
      case Ptrace.Change.None _ -> false;
      case Ptrace.Change.Ended _ -> {
        seized.remove(tid);
        yield true;
      }
      case Ptrace.Change.Stopped(int heldBack) -> {
        stopped.put(tid, heldBack);
        yield true;
      }
    };
  }

  /// Replaces one byte; returns whether it worked.
  boolean poke(long address, byte value) {
    return stopped.keySet().stream()
        .findAny()
        .filter(tid -> ptrace.poke(tid, address, value) == 0)
        .isPresent();
  }

  /// A thread that ran into one of the breakpoint instructions at `addresses` after we seized it is
  /// about to be killed by SIGTRAP, its program counter behind the instruction: it is set back and
  /// the signal dropped.
  int forgiveTraps(Set<Long> addresses) {
    int forgiven = 0;
    for (Map.Entry<Long, Integer> thread : stopped.entrySet()) {
      Optional<Registers> registers =
          thread.getValue() == SIGTRAP ? ptrace.registers(thread.getKey()) : Optional.empty();
      if (registers.isPresent() && addresses.contains(registers.get().pc() - 1)) {
        ptrace.setPc(thread.getKey(), registers.get(), registers.get().pc() - 1);
        thread.setValue(0);
        forgiven++;
      }
    }
    return forgiven;
  }

  /// Lets every thread go on, with the signals that were held back.
  Duration letGo() {
    Set<Long> killed = new HashSet<>();
    stopped.forEach((tid, signal) -> {
      if (ptrace.detach(tid, signal) != 0) {
        killed.add(tid);
      }
    });
    buryAll(killed);
    stopped.clear();
    seized.clear();
    lastResume = System.nanoTime();
    return pause();
  }

  /// A thread that was killed while it stood still cannot be detached; it stays a zombie until its
  /// tracer has waited for it. Left to the end of our own thread, the kernel would tell nobody: a
  /// `waitid` of another of our threads that is under way then never returns. The first thread of a
  /// process can be waited for only after all others.
  private void buryAll(Set<Long> killed) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!killed.isEmpty() && System.nanoTime() < deadline) {
      if (!killed.removeIf(tid -> ptrace.poll(tid) instanceof Ptrace.Change.Ended)) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }

  Duration pause() {
    long end = lastResume != 0 ? lastResume : System.nanoTime();
    return Duration.of(firstStop == 0 ? 0 : end - firstStop, TimeUnit.NANOSECONDS.toChronoUnit());
  }
}
