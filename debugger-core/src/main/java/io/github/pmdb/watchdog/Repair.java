package io.github.pmdb.watchdog;

import io.github.pmdb.memory.FileErrors;
import io.github.pmdb.procfs.LiveProcess;
import io.github.pmdb.procfs.LiveSnapshot;
import io.github.pmdb.procfs.file.ProcStatus;
import io.github.pmdb.procfs.stop.HeldProcess;
import io.github.pmdb.snapshot.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Puts a process right that a debugger has left behind.
final class Repair {
  private static final long LOOK_MILLIS = 10;
  private static final int MOST_LOOKS = 500;
  private static final int LATE_LOOKS = 100;

  private final long pid;
  private final Native calls;
  private final Set<Long> ownTraps;
  private final boolean wasStopped;
  private Optional<InsertedBreakpoints> inserted = Optional.empty();
  private String late = "";

  private Repair(long pid, Native calls, Set<Long> ownTraps, boolean wasStopped) {
    this.pid = pid;
    this.calls = calls;
    this.ownTraps = ownTraps;
    this.wasStopped = wasStopped;
  }

  /// Remembers how the process is before the debugger comes: traps that are there already (BPF
  /// uprobes are `int3`, too) stay, and a stopped process stays stopped.
  ///
  /// @throws UserError when the process may not be read
  static Repair baseline(long pid, Native calls) {
    try (LiveSnapshot process = LiveProcess.open(pid)) {
      Set<Long> traps = Set.copyOf(LeftBreakpoints.in(process).originals().keySet());
      Repair repair = new Repair(pid, calls, traps, isStopped(pid));
      repair.prepare();
      return repair;
    }
  }

  /// Where the kernel lets only the tracer write, breakpoints wait for the search that follows.
  private void prepare() {
    try {
      inserted = Optional.of(InsertedBreakpoints.of(pid, ownTraps));
    } catch (IOException e) {
      late = " (not at once: its memory may not be written to, " + FileErrors.reason(e) + ")";
    }
  }

  /// Looks at the debugger's breakpoints while it lives; to be called again and again.
  void look() {
    inserted.ifPresent(InsertedBreakpoints::look);
  }

  /// The first thing to do when the debugger has died.
  void putBackAtOnce() {
    inserted.ifPresent(InsertedBreakpoints::putBack);
  }

  private static boolean isTraced(long pid) {
    return ProcStatus.of(pid).filter(s -> s.tracer().isPresent()).isPresent();
  }

  private static boolean isStopped(long pid) {
    return ProcStatus.of(pid).filter(s -> s.state() == 'T').isPresent();
  }

  /// Mends what is to be mended; a sentence about it, empty when nothing was.
  Optional<String> mend() throws InterruptedException {
    List<String> done = new ArrayList<>();
    try {
      done.addAll(removeBreakpoints());
    } catch (UserError e) {
      done.add("could not look for left breakpoints: " + e.getMessage());
    }
    if (continued()) {
      done.add("continued it, it was left stopped");
    }
    return done.isEmpty()
        ? Optional.empty()
        : Optional.of("process " + pid + ": " + String.join("; ", done));
  }

  /// A stop that a debugger has asked for, or a signal that it let through, may come after its end.
  private boolean continued() throws InterruptedException {
    boolean done = false;
    for (int looks = 0; looks < LATE_LOOKS && !wasStopped; looks++) {
      done |= isStopped(pid) && calls.signal(pid, Native.SIGCONT);
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return done;
  }

  /// As [#mend], behind a debugger that is ending still: its hold ends with it.
  Optional<String> mendBehindOneThatEnds() throws InterruptedException {
    for (int looks = 0; looks < MOST_LOOKS && isTraced(pid); looks++) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    if (isTraced(pid)) {
      return Optional.empty(); // by another debugger, for which ours was refused
    }
    return mend();
  }

  /// The process is seized first: from then on a thread that runs into a breakpoint stops instead
  /// of dying.
  private List<String> removeBreakpoints() {
    try (HeldProcess held = HeldProcess.hold(pid);
        LiveSnapshot process = LiveProcess.open(pid)) {
      LeftBreakpoints.Found left = LeftBreakpoints.in(process);
      Set<Long> restored = new HashSet<>();
      left.originals()
          .forEach((address, original) -> {
            if (!ownTraps.contains(address) && held.poke(address, original)) {
              restored.add(address);
            }
          });
      held.forgiveTraps(restored);
      List<String> done = new ArrayList<>();
      if (!restored.isEmpty()) {
        done.add("put back " + restored.size() + " instructions under breakpoints" + late);
      }
      left.gapText().ifPresent(done::add);
      return done;
    }
  }
}
