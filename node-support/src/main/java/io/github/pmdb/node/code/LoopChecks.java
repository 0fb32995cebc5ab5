package io.github.pmdb.node.code;

import java.util.OptionalLong;

/// Finds, in machine code, the check at the end of a loop by which V8 can interrupt it: a
/// comparison of the stack pointer, and a jump to a call that lies behind all other code.
final class LoopChecks {
  /// `cmp rsp, [r13 + …]`
  private static final int[] COMPARE = {0x49, 0x3b};

  private static final int NEAR_DISPLACEMENT = 0x65;
  private static final int FAR_DISPLACEMENT = 0xa5;

  /// `jbe` with a distance of four bytes.
  private static final int[] JUMP = {0x0f, 0x86};

  private final byte[] code;

  LoopChecks(byte[] code) {
    this.code = code;
  }

  /// Where the check jumps to that follows an instruction; loops are checked at their ends.
  OptionalLong after(long pc) {
    for (int at = (int) Math.max(0, pc); at + 4 < code.length; at++) {
      int jump = behindComparison(at);
      if (jump > 0 && is(JUMP, jump) && jump + 6 <= code.length) {
        long target = jump + 6L + i32(jump + 2);
        if (target > jump && target < code.length) {
          return OptionalLong.of(target);
        }
      }
    }
    return OptionalLong.empty();
  }

  /// Where a comparison that begins here ends, 0 if none does.
  private int behindComparison(int at) {
    if (!is(COMPARE, at)) {
      return 0;
    }
    int mode = code[at + 2] & 0xff;
    if (mode == NEAR_DISPLACEMENT) {
      return at + 4;
    }
    return mode == FAR_DISPLACEMENT ? at + 7 : 0;
  }

  private boolean is(int[] bytes, int at) {
    return at + 2 < code.length
        && (code[at] & 0xff) == bytes[0]
        && (code[at + 1] & 0xff) == bytes[1];
  }

  private int i32(int at) {
    return (code[at] & 0xff)
        | (code[at + 1] & 0xff) << 8
        | (code[at + 2] & 0xff) << 16
        | code[at + 3] << 24;
  }
}
