package io.github.pmdb.uprobe.kernel;

import io.github.pmdb.uprobe.syscall.BpfCall;
import io.github.pmdb.uprobe.syscall.Command;
import io.github.pmdb.uprobe.syscall.Descriptor;
import io.github.pmdb.uprobe.syscall.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.ToIntFunction;

/// Loads a program: without a log first, which is quicker, and once more with it when refused.
final class ProgramLoad {
  /// `BPF_PROG_TYPE_KPROBE`, which uprobes run too.
  private static final int KPROBE = 2;

  private static final int SLEEPABLE = 1 << 4;
  private static final int LOG_BYTES = 1 << 20;

  private static final int LICENSE = 16;
  private static final int LOG_LEVEL = 24;
  private static final int NAME = 48;
  private static final int EXPECTED_ATTACH_TYPE = 68;

  private ProgramLoad() {}

  static LoadOutcome run(ProgramShape shape, ToIntFunction<String> maps) {
    try (Arena arena = Arena.ofConfined()) {
      BpfCall call = prepare(shape, maps, arena);
      int result = call.run();
      if (result == -Errno.EAGAIN) {
        // The verifier was interrupted by a signal, of which a JVM has many.
        result = call.run();
      }
      if (result >= 0) {
        return new LoadOutcome.Loaded(new Program(shape, new Descriptor(result)));
      }
      return new LoadOutcome.Refused(shape, -result, log(call, arena));
    }
  }

  private static BpfCall prepare(ProgramShape shape, ToIntFunction<String> maps, Arena arena) {
    byte[] code = shape.code().bytes(maps);
    BpfCall call =
        new BpfCall(Command.PROG_LOAD, arena)
            .word(0, KPROBE)
            .word(4, shape.code().instructions().size())
            .pointer(8, arena.allocateFrom(ValueLayout.JAVA_BYTE, code))
            .pointer(LICENSE, arena.allocateFrom("GPL"))
            .word(44, shape.sleepable() ? SLEEPABLE : 0);
    byte[] name = shape.name().getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < name.length; i++) {
      call.octet(NAME + i, name[i]);
    }
    // Before 6.6 the kernel knows no such type, and a program for perf events names none.
    return shape.link() == LinkKind.MULTI
        ? call.word(EXPECTED_ATTACH_TYPE, shape.link().attachType)
        : call;
  }

  private static String log(BpfCall call, Arena arena) {
    MemorySegment log = arena.allocate(LOG_BYTES);
    int result = call.word(LOG_LEVEL, 1).word(LOG_LEVEL + 4, LOG_BYTES).pointer(32, log).run();
    if (result >= 0) {
      new Descriptor(result).close();
    }
    return log.getString(0, StandardCharsets.UTF_8);
  }
}
