package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A process as it stood at one moment: what it may change was copied into a file while it stood
/// still, and it has run on since. For work that takes longer than to copy.
///
/// All is copied once before, from the running process: that makes the room, and tells how long it
/// will take.
public final class CopiedProcess implements Pause {
  private static final int MOST_TRIES = 3;

  /// A process grows between two looks.
  private static final long SLACK = 64 << 20;

  private final Spill spill;
  private final LiveSnapshot snapshot;
  private final Duration pause;

  private CopiedProcess(Spill spill, LiveSnapshot snapshot, Duration pause) {
    this.spill = spill;
    this.snapshot = snapshot;
    this.pause = pause;
  }

  /// Stops a process, copies it and lets it go on.
  ///
  /// @param room tells why where it has none: nothing is stopped then, and the result is empty
  /// @param progress is told what is being done, and how long the process will stand still
  /// @param check is called before it is stopped; what it throws ends the work
  /// @throws UserError as [StoppedProcess#stop]; the process runs on
  public static Optional<CopiedProcess> copy(
      long pid, CopyRoom room, Consumer<String> progress, Runnable check) {
    RemotePages remote = new RemotePages();
    for (int i = 0; i < MOST_TRIES; i++) {
      check.run();
      Optional<Spill> found = rehearse(pid, remote, room, progress);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      Spill spill = found.get();
      try {
        check.run();
        CopiedProcess copied = take(pid, remote, spill);
        if (copied != null) {
          return Optional.of(copied);
        }
        spill.close();
      } catch (RuntimeException e) {
        spill.close();
        throw e;
      }
    }
    throw new UserError(
        "process %d grows faster than it can be copied".formatted(pid),
        "`gcore %d` writes a core, which pmdb reads".formatted(pid));
  }

  private static Optional<Spill> rehearse(
      long pid, RemotePages remote, CopyRoom room, Consumer<String> progress) {
    try (LiveSnapshot running = LiveProcess.open(pid)) {
      List<Pages.Range> ranges = Resident.of(pid, running.mappings());
      long bytes = Resident.bytes(ranges);
      Optional<Spill> found = room.of(pid, bytes + bytes / 8 + SLACK);
      if (found.isEmpty()) {
        return found;
      }
      Spill spill = found.get();
      spill.fill(remote, pid, ranges);
      long start = System.nanoTime();
      spill.fill(remote, pid, ranges);
      HeldProcess.warm();
      progress.accept(
          "copies %d MiB of process %d, which stands still for about %d ms"
              .formatted(bytes >> 20, pid, (System.nanoTime() - start) / 1_000_000 + 1));
      return found;
    }
  }

  /// Null where it has grown out of the room.
  private static @Nullable CopiedProcess take(long pid, RemotePages remote, Spill spill) {
    LiveSnapshot inner = LiveProcess.open(pid);
    CopiedProcess copied = null;
    try {
      copied = take(pid, remote, spill, inner);
      return copied;
    } finally {
      if (copied == null) {
        inner.close();
      }
    }
  }

  private static @Nullable CopiedProcess take(
      long pid, RemotePages remote, Spill spill, LiveSnapshot inner) {
    Before before = Before.of(inner);
    record Taken(boolean whole, Map<Long, Registers> registers) {}
    HeldProcess.Glimpse<Taken> glimpse =
        HeldProcess.glimpse(
            pid,
            registers -> {
              List<Pages.Range> ranges = Resident.of(pid, inner.mappings());
              boolean fits = Resident.bytes(ranges) <= spill.size();
              if (fits) {
                spill.fill(remote, pid, ranges);
              }
              return new Taken(fits, registers);
            });
    if (!glimpse.value().whole()) {
      return null;
    }
    StillSnapshot still =
        new StillSnapshot(
            inner,
            spill.over(inner.mappings(), inner.memory()),
            glimpse.value().registers(),
            before);
    return new CopiedProcess(spill, still, glimpse.pause());
  }

  @Override
  public LiveSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public Duration length() {
    return pause;
  }

  @Override
  public void close() {
    snapshot.close();
    spill.close();
  }
}
