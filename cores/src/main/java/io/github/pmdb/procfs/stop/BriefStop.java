package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Problem;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/// Reads a process as it stands at one moment, and stops it for hardly longer than that.
///
/// The reading is rehearsed on the running process, which tells what pages it needs. Then the
/// process is stopped, those pages and the registers are copied, and it runs on; the reading is
/// done at leisure on the copy. Pages that it needs beyond those were not foreseen: it is done
/// again with them, a few times at most.
public final class BriefStop {
  private static final int MOST_STOPS = 4;

  /// Of each thread's stack, from its stack pointer: an unwinder needs it, and no rehearsal knows
  /// where it is. In pages.
  private static final int STACK = 16;

  /// Below the stack pointer lies the red zone of the x86-64 ABI.
  private static final int RED_ZONE = 128;

  private final long pid;
  private final RemotePages remote = new RemotePages();
  private final NavigableSet<Long> pages = new TreeSet<>();
  private Duration pause = Duration.ZERO;

  private BriefStop(long pid) {
    this.pid = pid;
  }

  /// @param value what was read
  /// @param pause how long the process stood still, all stops together
  /// @param late how many pages were read only when the process ran again, and may not fit
  public record Moment<T>(T value, Duration pause, int late) {
    /// What is to be said of it.
    public Optional<Problem> remark() {
      return late == 0
          ? Optional.empty()
          : Optional.of(
              new Problem(
                  "%d pages of its memory were read only when it ran again: what changes fast may not fit"
                      .formatted(late)));
    }
  }

  /// @param reading is run several times; what it gets is closed when it returns
  /// @throws UserError as [StoppedProcess#stop]
  public static <T> Moment<T> read(long pid, Function<LiveSnapshot, T> reading) {
    BriefStop stop = new BriefStop(pid);
    stop.rehearse(reading);
    Moment<T> moment = stop.once(reading);
    for (int i = 1; i < MOST_STOPS && moment.late() > 0; i++) {
      moment = stop.once(reading);
    }
    return moment;
  }

  private void rehearse(Function<LiveSnapshot, ?> reading) {
    try (LiveSnapshot running = LiveProcess.open(pid)) {
      PageRecorder recorder = new PageRecorder(running.memory());
      try {
        var _ = reading.apply(new StillSnapshot(running, recorder, Map.of(), Before.of(running)));
      } catch (UserError _) {
        // Of a running process, so it may be a torn read; if it is not, the reading itself will say
        // so.
        return;
      } finally {
        pages.addAll(recorder.pages());
        // The code that will run while the process stands still has been run once, then.
        try (RemotePages.Batch batch =
            remote.prepare(Pages.changeable(pages, running.mappings()))) {
          batch.copy(pid);
        }
        HeldProcess.warm();
      }
    }
  }

  private <T> Moment<T> once(Function<LiveSnapshot, T> reading) {
    try (LiveSnapshot inner = LiveProcess.open(pid)) {
      Before before = Before.of(inner);
      Copied copied = copy(inner);
      PageCopy memory = new PageCopy(copied.pages(), inner.mappings(), inner.memory());
      T value = reading.apply(new StillSnapshot(inner, memory, copied.registers(), before));
      pages.addAll(memory.late());
      return new Moment<>(value, pause, memory.late().size());
    }
  }

  private record Copied(Map<Long, byte[]> pages, Map<Long, Registers> registers) {}

  private Copied copy(LiveSnapshot inner) {
    Map<Long, byte[]> copies = new HashMap<>();
    List<Mapping> mappings = inner.mappings();
    try (RemotePages.Batch foreseen = remote.prepare(Pages.changeable(pages, mappings))) {
      HeldProcess.Glimpse<Still> glimpse =
          HeldProcess.glimpse(pid, registers -> take(foreseen, registers, mappings));
      try (RemotePages.Batch stacks = glimpse.value().stacks()) {
        pause = pause.plus(glimpse.pause());
        foreseen.keep(copies);
        stacks.keep(copies);
      }
      pages.addAll(copies.keySet());
      return new Copied(copies, glimpse.value().registers());
    }
  }

  private record Still(RemotePages.Batch stacks, Map<Long, Registers> registers) {}

  private Still take(
      RemotePages.Batch foreseen, Map<Long, Registers> registers, List<Mapping> mappings) {
    foreseen.copy(pid);
    List<Pages.Range> tops = new ArrayList<>();
    registers.values().forEach(r -> stack(r, mappings).ifPresent(tops::add));
    RemotePages.Batch stacks = remote.prepare(tops);
    stacks.copy(pid);
    return new Still(stacks, registers);
  }

  private static Optional<Pages.Range> stack(Registers registers, List<Mapping> mappings) {
    long first = Pages.of(registers.sp() - RED_ZONE);
    return mappings.stream()
        .filter(m -> m.contains(registers.sp()))
        .findFirst()
        .map(m -> new Pages.Range(first, (int) Math.min(STACK, Pages.of(m.end()) - first)));
  }
}
