package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.procfs.file.ProcDirectory;
import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.syscall.BpfCall;
import io.github.pmdb.uprobe.syscall.Command;
import io.github.pmdb.uprobe.syscall.Descriptor;
import io.github.pmdb.uprobe.syscall.Errno;
import io.github.pmdb.uprobe.syscall.Refusal;
import io.github.pmdb.uprobe.syscall.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;

/// A perf event and a link for each point.
final class PerfLink {
  /// `PERF_ATTR_SIZE_VER8` or less: what is behind it is zero.
  private static final int ATTRIBUTE_BYTES = 136;

  private static final int CLOSE_ON_EXEC = 1 << 3;
  private static final int SEMAPHORE_SHIFT = 32;
  private static final long EVERY_PROCESS = -1;
  private static final long ANY_PROCESSOR = -1;
  private static final Path EVENT_SOURCE = Path.of("/sys/bus/event_source/devices/uprobe");

  private final Program program;
  private final List<Descriptor> opened;
  private final List<UprobeLink.RefusedPoint> refused;

  PerfLink(Program program, List<Descriptor> opened, List<UprobeLink.RefusedPoint> refused) {
    this.program = program;
    this.opened = opened;
    this.refused = refused;
  }

  void attach(ProbeSet probes) {
    int type = type();
    for (ProbePoint point : probes.points()) {
      int event = open(type, probes, point);
      if (event >= 0) {
        opened.add(new Descriptor(event));
        link(event, point);
      } else if (concernsOnePoint(-event)) {
        refused.add(new UprobeLink.RefusedPoint(point, -event));
      } else if (event == -Errno.ESRCH) {
        throw new UserError(
            "process %d has ended".formatted(probes.pid().orElse(0)), "list processes: ps -e");
      } else {
        throw Refusal.ofPerf(-event);
      }
    }
  }

  private static boolean concernsOnePoint(int error) {
    return error == Errno.EINVAL
        || error == Errno.ENOTSUPP
        || error == Errno.EIO
        || error == Errno.ENOEXEC;
  }

  private static int type() {
    return new ProcDirectory(EVENT_SOURCE)
        .text("type")
        .filter(text -> text.matches("\\d{1,9}"))
        .map(Integer::parseInt)
        .orElseThrow(() ->
            new UserError(
                "this kernel has no uprobes by perf events (%s)".formatted(EVENT_SOURCE),
                "boot one with CONFIG_UPROBE_EVENTS=y"));
  }

  /// `struct perf_event_attr` of `linux/perf_event.h`: type, size, config, and for uprobes the path
  /// and the offset in `config1` and `config2`.
  private static int open(int type, ProbeSet probes, ProbePoint point) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = arena.allocate(ATTRIBUTE_BYTES, 8);
      long config = (probes.atReturn() ? 1 : 0) | point.semaphore() << SEMAPHORE_SHIFT;
      attribute.set(ValueLayout.JAVA_INT, 0, type);
      attribute.set(ValueLayout.JAVA_INT, 4, ATTRIBUTE_BYTES);
      attribute.set(ValueLayout.JAVA_LONG, 8, config);
      attribute.set(
          ValueLayout.JAVA_LONG, 56, arena.allocateFrom(probes.file().toString()).address());
      attribute.set(ValueLayout.JAVA_LONG, 64, point.offset());
      boolean one = probes.pid().isPresent();
      return (int)
          SystemCalls.call(
              SystemCalls.PERF_EVENT_OPEN,
              attribute.address(),
              one ? probes.pid().getAsLong() : EVERY_PROCESS,
              one ? ANY_PROCESSOR : 0,
              -1,
              CLOSE_ON_EXEC);
    }
  }

  private void link(int event, ProbePoint point) {
    try (Arena arena = Arena.ofConfined()) {
      int link =
          new BpfCall(Command.LINK_CREATE, arena)
              .word(0, program.descriptor())
              .word(4, event)
              .word(8, program.shape().link().attachType)
              .quad(16, point.cookie())
              .runOrTell();
      opened.add(new Descriptor(link));
    }
  }
}
