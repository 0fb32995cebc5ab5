package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadState;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// A process that stands still until this is closed, with the registers of all of its threads.
public final class StoppedProcess implements AutoCloseable {
  private final ExecutorService tracerThread;
  private final Tracees tracees;
  private final LiveSnapshot snapshot;
  private final AtomicBoolean closed = new AtomicBoolean();

  private StoppedProcess(ExecutorService tracerThread, Tracees tracees, LiveSnapshot snapshot) {
    this.tracerThread = tracerThread;
    this.tracees = tracees;
    this.snapshot = snapshot;
  }

  /// Stops every thread of a process.
  ///
  /// @throws UserError when it may not be traced, is traced already, or a thread does not stop
  ///   within seconds (it hangs in the kernel); the process runs on then
  public static StoppedProcess stop(long pid) {
    Map<Long, ThreadState> before = statesBefore(pid);
    refuseTraced(pid);
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("ptrace-" + pid).factory());
    Tracees tracees = new Tracees(pid);
    try {
      Map<Long, Registers> registers = on(thread, tracees::stopAll);
      return new StoppedProcess(
          thread, tracees, new StillSnapshot(LiveProcess.open(pid), registers, before));
    } catch (RuntimeException e) {
      release(thread, tracees);
      throw e;
    }
  }

  /// What the threads were doing: once stopped, the kernel tells only that they are.
  private static Map<Long, ThreadState> statesBefore(long pid) {
    Map<Long, ThreadState> states = new TreeMap<>();
    try (LiveSnapshot running = LiveProcess.open(pid)) {
      running.threads().forEach(t -> states.put(t.tid(), t.state()));
    }
    return states;
  }

  private static void refuseTraced(long pid) {
    OptionalLong tracer =
        ProcStatus.read(ProcDirectory.of(pid)).map(ProcStatus::tracer).orElse(OptionalLong.empty());
    if (tracer.isPresent()) {
      String name = ProcDirectory.of(tracer.getAsLong()).text("comm").orElse("unknown");
      throw new UserError(
          "process %d is traced already, by process %d (%s)"
              .formatted(pid, tracer.getAsLong(), name),
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

  /// The process as it stands; valid until this is closed.
  public LiveSnapshot snapshot() {
    return snapshot;
  }

  /// How long the process has been standing still, or did until it was let go.
  public Duration pause() {
    return tracees.pause();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release(tracerThread, tracees);
      snapshot.close();
    }
  }
}
