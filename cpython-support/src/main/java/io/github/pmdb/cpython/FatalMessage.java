package io.github.pmdb.cpython;

import io.github.pmdb.frame.Certainty;
import io.github.pmdb.frame.NativeFrame;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the interpreter said when it ended the process. It was written to standard error and is
/// kept nowhere, but its place is known where the call has it as a constant, and mostly by the
/// function that was called last, which keeps what its caller had in registers.
final class FatalMessage {
  private static final int MAX_MESSAGE = 400;

  /// More than the frame of `fatal_error` takes.
  private static final int MAX_FRAME = 4096;

  /// `lea rdi, [rip + n]` and `lea rsi, [rip + n]`, the first and the second argument of x86-64.
  private static final int FIRST_ARGUMENT = 0x3d8d48;

  private static final int SECOND_ARGUMENT = 0x358d48;
  private static final int LEA = 7;

  /// `sub rsp, 8`, which aligns the stack.
  private static final int ALIGN = 0x08ec8348;

  private static final int CALL = 5;

  private final List<NativeFrame> frames;
  private final Memory memory;

  FatalMessage(List<NativeFrame> frames, Memory memory) {
    this.frames = frames;
    this.memory = memory;
  }

  /// @param innermost index of the frame of a function that ends the process
  /// @param outermost of one that called that and is such a function too, or the same
  /// @return absent where it is not sure
  Optional<String> of(int innermost, int outermost) {
    String function = frames.get(outermost).function().orElse("");
    boolean sure =
        outermost + 1 < frames.size()
            && frames.subList(0, outermost + 2).stream()
                .allMatch(f -> f.certainty() == Certainty.SURE);
    if (!sure || function.equals("_Py_FatalErrorFormat")) { // what that puts together is gone
      return Optional.empty();
    }
    int register = function.equals("Py_FatalError") ? FIRST_ARGUMENT : SECOND_ARGUMENT;
    try {
      return constant(frames.get(outermost + 1).pc(), register).or(() -> saved(innermost));
    } catch (MemoryFault _) {
      return Optional.empty(); // neither the code nor the stack is in the core
    }
  }

  /// The argument of a call where the instruction before it, or the one before that, sets it.
  ///
  /// @param after address of the instruction after the call
  private Optional<String> constant(long after, int register) {
    long at = after - CALL;
    if (memory.u8(at) != 0xe8) {
      return Optional.empty();
    }
    at -= memory.i32(at - Integer.BYTES) == ALIGN ? Integer.BYTES : 0;
    for (int i = 0; i < 2; i++) {
      at -= LEA;
      int opcode = memory.i32(at) & 0xff_ffff;
      if (opcode == register) {
        return text(at + LEA + memory.i32(at + 3));
      }
      if (opcode != FIRST_ARGUMENT && opcode != SECOND_ARGUMENT) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// The only text in the frame that the function called: the name of a function, which may be the
  /// other argument, is none.
  private Optional<String> saved(int innermost) {
    if (innermost == 0) {
      return Optional.empty();
    }
    long start = frames.get(innermost - 1).sp();
    long end = frames.get(innermost).sp();
    Set<String> found = new HashSet<>();
    for (long at = start; at < end && at - start < MAX_FRAME; at += Long.BYTES) {
      text(memory.pointer(at)).ifPresent(found::add);
    }
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  private Optional<String> text(long address) {
    try {
      String text =
          new String(memory.cString(address, MAX_MESSAGE), StandardCharsets.UTF_8).strip();
      boolean printable = text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\uFFFD');
      return printable && text.contains(" ") ? Optional.of(text) : Optional.empty();
    } catch (MemoryFault _) {
      return Optional.empty(); // no pointer
    }
  }
}
