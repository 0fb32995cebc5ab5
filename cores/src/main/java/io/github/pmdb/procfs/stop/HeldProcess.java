package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/// Holds every thread of a process by ptrace until it is closed, on a platform thread of its own.
/// [StoppedProcess] is this with a snapshot; alone it is what mends a process needs, and quick.
public final class HeldProcess implements AutoCloseable {
  private final ExecutorService thread;
  private final Tracees tracees;
  private final Map<Long, Registers> registers;
  private final AtomicBoolean closed = new AtomicBoolean();

  private HeldProcess(ExecutorService thread, Tracees tracees, Map<Long, Registers> registers) {
    this.thread = thread;
    this.tracees = tracees;
    this.registers = registers;
  }

  /// @throws UserError as [StoppedProcess#stop]
  public static HeldProcess hold(long pid) {
    refuseTraced(pid);
    ExecutorService thread = thread(pid);
    Tracees tracees = new Tracees(pid);
    try {
      return new HeldProcess(thread, tracees, on(thread, tracees::stopAll));
    } catch (RuntimeException e) {
      release(thread, tracees);
      throw e;
    }
  }

  private static ExecutorService thread(long pid) {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("ptrace-" + pid).factory());
  }

  /// @param value what was taken while the process stood still
  record Glimpse<T>(T value, Duration pause) {}

  /// Holds a process for no longer than `taking` takes; that, too, runs on the tracing thread,
  /// since to hand over to another would take longer than most of it.
  ///
  /// @throws UserError as [StoppedProcess#stop]
  static <T> Glimpse<T> glimpse(long pid, Function<Map<Long, Registers>, T> taking) {
    refuseTraced(pid);
    Tracees tracees = new Tracees(pid);
    try (ExecutorService thread = thread(pid)) {
      return on(
          thread,
          () -> {
            T value;
            try {
              value = taking.apply(tracees.stopAll());
            } finally {
              tracees.letGo();
            }
            return new Glimpse<>(value, tracees.pause());
          });
    }
  }

  /// Runs once, without effect, what a process will have to wait for: the first calls are the slow
  /// ones.
  static void warm() {
    new Ptrace().callNobody();
  }

  private static void refuseTraced(long pid) {
    OptionalLong tracer = ProcStatus.of(pid).map(ProcStatus::tracer).orElse(OptionalLong.empty());
    if (tracer.isPresent()) {
      // TracerPid is the tracing thread; its process is what a person knows.
      long process =
          ProcStatus.of(tracer.getAsLong())
              .map(s -> s.tgid().orElse(tracer.getAsLong()))
              .orElse(tracer.getAsLong());
      String name = ProcDirectory.of(process).text("comm").orElse("unknown");
      throw new UserError(
          "process %d is traced already, by process %d (%s)".formatted(pid, process, name),
          "detach there first (gdb: `detach`); a process has one tracer at a time");
    }
  }

  /// Does not heed interrupts: stopping and letting go take milliseconds and must not be left half
  /// done.
  private static <T> T on(ExecutorService thread, Supplier<T> task) {
    try {
      return CompletableFuture.supplyAsync(task, thread).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException told) {
        throw told;
      }
      throw e;
    }
  }

  /// Whatever could not be detached is let go by the kernel when the thread ends.
  private static void release(ExecutorService thread, Tracees tracees) {
    try {
      on(thread, tracees::letGo);
    } finally {
      thread.shutdown();
    }
  }

  /// Replaces one byte of the process' memory; returns whether it worked.
  public boolean poke(long address, byte value) {
    return on(thread, () -> tracees.poke(address, value));
  }

  /// Threads that ran into the breakpoint instructions at `addresses`, which are being removed, are
  /// set back in front of them and keep their lives; returns how many.
  public int forgiveTraps(Set<Long> addresses) {
    return on(thread, () -> tracees.forgiveTraps(addresses));
  }

  /// General registers by thread id.
  Map<Long, Registers> registers() {
    return registers;
  }

  Duration pause() {
    return tracees.pause();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release(thread, tracees);
    }
  }
}
