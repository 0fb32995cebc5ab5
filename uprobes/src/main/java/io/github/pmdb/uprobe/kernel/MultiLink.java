package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.syscall.BpfCall;
import io.github.pmdb.uprobe.syscall.Command;
import io.github.pmdb.uprobe.syscall.Descriptor;
import io.github.pmdb.uprobe.syscall.Errno;
import io.github.pmdb.uprobe.syscall.Refusal;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.ToLongFunction;

/// Links for many uprobes. The kernel takes all points of a call or none and does not tell which
/// one it is that it can not probe: halves are tried until that one is found.
final class MultiLink {
  private static final int RETURN = 1;

  /// More points than any program has functions; each costs the kernel memory.
  private static final int MOST_POINTS = 1 << 20;

  private final Program program;
  private final List<Descriptor> opened;
  private final List<UprobeLink.RefusedPoint> refused;

  MultiLink(Program program, List<Descriptor> opened, List<UprobeLink.RefusedPoint> refused) {
    this.program = program;
    this.opened = opened;
    this.refused = refused;
  }

  void attach(ProbeSet probes) {
    List<ProbePoint> points = probes.points();
    if (points.isEmpty()) {
      return;
    }
    int result = create(probes);
    if (result >= 0) {
      opened.add(new Descriptor(result));
      return;
    }
    tellWhatConcernsAll(probes, -result);
    if (points.size() == 1) {
      refused.add(new UprobeLink.RefusedPoint(points.getFirst(), -result));
      return;
    }
    int half = points.size() / 2;
    attach(probes.with(points.subList(0, half)));
    attach(probes.with(points.subList(half, points.size())));
  }

  private static void tellWhatConcernsAll(ProbeSet probes, int error) {
    switch (error) {
      case Errno.ESRCH ->
          throw new UserError(
              "process %d has ended".formatted(probes.pid().orElse(0)), "list processes: ps -e");
      case Errno.ENOENT ->
          throw new UserError("there is no file " + probes.file() + " any more", "");
      case Errno.EPERM, Errno.EACCES, Errno.ENOMEM, Errno.EMFILE, Errno.E2BIG ->
          throw Refusal.of(Command.LINK_CREATE, error);
      default -> {
        // One of the points is at fault.
      }
    }
  }

  private int create(ProbeSet probes) {
    try (Arena arena = Arena.ofConfined()) {
      List<ProbePoint> points = probes.points();
      if (points.size() > MOST_POINTS) {
        return -Errno.E2BIG;
      }
      BpfCall call =
          new BpfCall(Command.LINK_CREATE, arena)
              .word(0, program.descriptor())
              .word(8, program.shape().link().attachType)
              .pointer(16, arena.allocateFrom(probes.file().toString()))
              .pointer(24, longs(arena, points, ProbePoint::offset))
              .pointer(40, longs(arena, points, ProbePoint::cookie))
              .word(48, points.size())
              .word(52, probes.atReturn() ? RETURN : 0)
              .word(56, (int) probes.pid().orElse(0));
      if (points.stream().anyMatch(point -> point.semaphore() != 0)) {
        call.pointer(32, longs(arena, points, ProbePoint::semaphore));
      }
      return call.run();
    }
  }

  private static MemorySegment longs(
      Arena arena, List<ProbePoint> points, ToLongFunction<ProbePoint> field) {
    return arena.allocateFrom(ValueLayout.JAVA_LONG, points.stream().mapToLong(field).toArray());
  }
}
