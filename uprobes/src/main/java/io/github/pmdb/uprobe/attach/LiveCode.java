package io.github.pmdb.uprobe.attach;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;

/// The code of a process beside that of its file. The kernel runs the instruction of the file when
/// a probe is hit, so where the process has changed its code a probe would undo the change.
final class LiveCode {
  private static final int BREAKPOINT = 0xcc;

  /// `nopl 0(%rax,%rax)`, in whose place newer kernels put a call for a probe.
  private static final byte[] LONG_NOP = {0x0f, 0x1f, 0x44, 0, 0};

  private static final int CALL = 0xe8;

  private final Memory memory;
  private final long loadBias;
  private final LongPredicate breakpoint;

  /// @param breakpoint whether a trap at an address of the file is, as far as one can know, a
  ///   debugger's
  LiveCode(Memory memory, long loadBias, LongPredicate breakpoint) {
    this.memory = memory;
    this.loadBias = loadBias;
    this.breakpoint = breakpoint;
  }

  /// How far `errno` is from the base of a thread's own data.
  ///
  /// @param address of `__errno_location` in the file
  /// @param bytes its first ones in the file
  OptionalLong errno(long address, byte[] bytes) {
    return new ErrnoPlace(bytes, address + loadBias, memory).distance();
  }

  /// Why a function of the file is not to be probed in this process.
  ///
  /// @param file the function's first bytes in the file
  Optional<String> objection(long address, byte[] file) {
    byte[] now;
    try {
      now = memory.bytes(address + loadBias, file.length);
    } catch (MemoryFault e) {
      return Optional.of("its code can not be read in the process: " + e.getMessage());
    }
    for (int i = 0; i < file.length; i++) {
      if (now[i] != file[i] && (now[i] & 0xff) == BREAKPOINT) {
        if (breakpoint.test(address + i)) {
          return Optional.of("a debugger has a breakpoint there, which a probe would undo");
        }
      } else if (now[i] != file[i] && !probedNop(file, now, i)) {
        return Optional.of(
            "the process has rewritten its first instructions (a hook or a hot patch), which a"
                + " probe would undo");
      } else if (now[i] != file[i]) {
        i += LONG_NOP.length - 1;
      }
    }
    return Optional.empty();
  }

  /// What probes of others look like: a call where the file has a long `nop`.
  private static boolean probedNop(byte[] file, byte[] now, int at) {
    int end = at + LONG_NOP.length;
    return (now[at] & 0xff) == CALL
        && end <= file.length
        && java.util.Arrays.equals(file, at, end, LONG_NOP, 0, LONG_NOP.length);
  }
}
