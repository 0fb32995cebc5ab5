package io.github.pmdb.procfs.stop;

import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.snapshot.Mapping;
import io.github.pmdb.snapshot.Registers;
import io.github.pmdb.snapshot.ThreadState;
import io.github.pmdb.snapshot.UserError;
import java.time.Duration;
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
  public record Moment<T>(T value, Duration pause, int late) {}

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
        var _ =
            reading.apply(
                new StillSnapshot(running, recorder, Map.of(), StoppedProcess.states(running)));
      } catch (UserError _) {
        // Of a running process, so it may be a torn read; if it is not, the reading itself will say
        // so.
        return;
      } finally {
        pages.addAll(recorder.pages());
        // The code that will run while the process stands still has been run once, then.
        remote.copy(pid, Pages.changeable(pages, running.mappings()));
        HeldProcess.warm();
      }
    }
  }

  private <T> Moment<T> once(Function<LiveSnapshot, T> reading) {
    try (LiveSnapshot inner = LiveProcess.open(pid)) {
      Map<Long, ThreadState> before = StoppedProcess.states(inner);
      Copied copied = copy(inner);
      PageCopy memory = new PageCopy(copied.bytes(), inner.mappings(), inner.memory());
      T value = reading.apply(new StillSnapshot(inner, memory, copied.registers(), before));
      pages.addAll(memory.late());
      return new Moment<>(value, pause, memory.late().size());
    }
  }

  private record Copied(Map<Long, byte[]> bytes, Map<Long, Registers> registers) {}

  private Copied copy(LiveSnapshot inner) {
    HeldProcess held = HeldProcess.hold(pid);
    try {
      held.registers().values().forEach(r -> addStack(r, inner));
      return new Copied(
          remote.copy(pid, Pages.changeable(pages, inner.mappings())), held.registers());
    } finally {
      held.close();
      pause = pause.plus(held.pause());
    }
  }

  private void addStack(Registers registers, LiveSnapshot inner) {
    long top = registers.sp() - RED_ZONE;
    Optional<Mapping> stack = inner.mappingAt(registers.sp());
    for (long page = Pages.of(top); stack.isPresent() && page < Pages.of(top) + STACK; page++) {
      if (page < Pages.of(stack.get().end())) {
        pages.add(page);
      }
    }
  }
}
