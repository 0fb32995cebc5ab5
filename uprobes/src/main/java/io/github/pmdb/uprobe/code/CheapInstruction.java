package io.github.pmdb.uprobe.code;

import java.util.Set;

/// Finds an instruction where a probe means the same as at another one, and costs a tenth: one that
/// the kernel imitates behind one that it runs step by step. Whoever comes by the one comes by the
/// other: what lies in between can neither jump, be jumped to, fault, nor write memory or what is
/// asked for.
public final class CheapInstruction {
  /// In bytes; a signal may come in between, which is less likely the less there is.
  private static final int FARTHEST = 48;

  private static final byte[] FRAME = {0x55, 0x48, (byte) 0x89, (byte) 0xe5};

  private final byte[] code;
  private final HarmlessInstruction harmless;

  /// @param code of the whole function
  public CheapInstruction(byte[] code) {
    this.code = code;
    this.harmless = new HarmlessInstruction(code, hasFramePointer());
  }

  /// Whether `rbp` holds nothing but the place of the frame, so that what it leads to is there.
  private boolean hasFramePointer() {
    int at = FirstInstruction.isLanding(code, 0) ? FirstInstruction.LANDING : 0;
    for (int i = 0; i < FRAME.length; i++) {
      if (at + i >= code.length || code[at + i] != FRAME[i]) {
        return false;
      }
    }
    return true;
  }

  /// The index of such an instruction; `from` itself where there is none.
  ///
  /// @param from index at which an instruction begins
  /// @param reads what is asked for, registers in gdb's counting
  public int behind(int from, Set<Integer> reads) {
    int at = from;
    while (at - from <= FARTHEST && at < code.length) {
      if (FirstInstruction.imitated(code, at)) {
        return at > from && !isReachedFromElsewhere(from, at) ? at : from;
      }
      if (!harmless.is(at) || reads.contains(harmless.written())) {
        return from;
      }
      at += harmless.length();
    }
    return from;
  }

  /// Whether something may jump behind the first and up to the second, or that cannot be told.
  private boolean isReachedFromElsewhere(int first, int second) {
    InstructionLength instruction = new InstructionLength(code);
    boolean seen = false;
    for (int at = 0; at < code.length; ) {
      int length = instruction.length(at);
      if (length == InstructionLength.UNKNOWN || jumpsAnywhere(at)) {
        return true;
      }
      seen |= at == first;
      int target = instruction.target();
      if (target != at + length && target > first && target <= second) {
        return true;
      }
      at += length;
    }
    return !seen;
  }

  /// By a table or a pointer.
  private boolean jumpsAnywhere(int start) {
    int at = start;
    while (at < code.length && isPrefix(code[at] & 0xff)) {
      at++;
    }
    if (at + 1 >= code.length || (code[at] & 0xff) != 0xff) {
      return false;
    }
    int what = (code[at + 1] >> 3) & 7;
    return what == 4 || what == 5;
  }

  private static boolean isPrefix(int octet) {
    return octet == 0x3e || octet == 0xf2 || octet == 0xf3 || (octet & 0xf0) == 0x40;
  }
}
