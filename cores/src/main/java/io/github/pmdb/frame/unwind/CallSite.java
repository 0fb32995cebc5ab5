package io.github.pmdb.frame.unwind;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;

/// Whether a return address follows a call instruction (Intel SDM volume 2, CALL).
final class CallSite {
  /// `call rel32`.
  private static final int CALL_RELATIVE = 0xe8;

  /// The group in which `/2` of the ModRM byte is `call r/m64`.
  private static final int GROUP_5 = 0xff;

  private static final int LONGEST = 7;

  private CallSite() {}

  /// Not known is told as no: where the code can not be read nothing vouches for the address.
  static boolean precedes(long returnAddress, Memory memory) {
    try {
      byte[] code = memory.bytes(returnAddress - LONGEST, LONGEST);
      if ((code[LONGEST - 5] & 0xff) == CALL_RELATIVE) {
        return true;
      }
      for (int length = 2; length <= LONGEST; length++) {
        int at = LONGEST - length;
        if ((code[at] & 0xff) == GROUP_5 && indirectLength(code, at) == length) {
          return true;
        }
      }
      return false;
    } catch (MemoryFault _) {
      // Code that cannot be read vouches for nothing.
      return false;
    }
  }

  /// Length of the indirect call whose opcode is at `at`, 0 if it is not one.
  private static int indirectLength(byte[] code, int at) {
    int modRm = code[at + 1] & 0xff;
    if ((modRm >> 3 & 7) != 2) {
      return 0;
    }
    int mode = modRm >> 6;
    boolean hasSib = mode != 3 && (modRm & 7) == 4;
    int displacement =
        switch (mode) {
          case 0 -> hasWideDisplacement(code, at, modRm, hasSib) ? 4 : 0;
          case 1 -> 1;
          case 2 -> 4;
          default -> 0;
        };
    return 2 + (hasSib ? 1 : 0) + displacement;
  }

  private static boolean hasWideDisplacement(byte[] code, int at, int modRm, boolean hasSib) {
    int base = hasSib && at + 2 < code.length ? code[at + 2] & 7 : modRm & 7;
    return base == 5;
  }
}
