package io.github.pmdb.uprobe.code;

import java.util.Optional;

/// What the kernel makes of a probe at the first instruction of a function on x86-64
/// (`arch/x86/kernel/uprobes.c`). It replaces the instruction by a trap and runs the instruction
/// elsewhere: step by step, which takes two traps, or imitated, which takes one.
public final class FirstInstruction {
  /// The longest instruction, and what may stand before it here.
  public static final int BYTES = 24;

  /// Of `endbr64`.
  static final int LANDING = 4;

  private final byte[] code;

  /// @param code from the function's first byte on, to its end where that is known
  public FirstInstruction(byte[] code) {
    this.code = code;
  }

  private int at(int index) {
    return index < code.length ? code[index] & 0xff : -1;
  }

  /// Why no probe can be put there; empty when nothing is known that speaks against it.
  public Optional<String> objection() {
    int index = 0;
    for (; prefix(at(index)); index++) {
      if (refusedPrefix(at(index))) {
        return Optional.of(
            at(index) == 0xf0
                ? "it begins with a locked instruction, which the kernel can not run elsewhere"
                : "it begins with a segment prefix, which the kernel does not probe");
      }
    }
    int wide = vector(at(index));
    index += wide;
    if (wide > 1 && takenForJump(at(index))) {
      return Optional.of(
          "it begins with a vector instruction that the kernel takes for a jump, and would not run");
    }
    return refused(at(index), at(index + 1))
        ? Optional.of("it begins with an instruction that the kernel does not probe")
        : Optional.empty();
  }

  /// The length of what tells of wide registers or a vector instruction (REX, VEX, EVEX). The
  /// kernel looks up the byte behind it in the table of plain instructions whatever it means there.
  private static int vector(int code) {
    return switch (code) {
      case 0xc5 -> 2;
      case 0xc4 -> 3;
      case 0x62 -> 4;
      default -> (code & 0xf0) == 0x40 ? 1 : 0;
    };
  }

  /// Whether an instruction with an opcode is not run but imitated: as `jcc`, `nop`, `call` or
  /// `jmp`, by the opcode alone (`branch_setup_xol_ops`).
  private static boolean takenForJump(int code) {
    return (code & 0xf0) == 0x70
        || switch (code) {
          case 0x90, 0xe8, 0xe9, 0xeb -> true;
          default -> false;
        };
  }

  private static boolean prefix(int code) {
    return refusedPrefix(code)
        || switch (code) {
          case 0x64, 0x65, 0x66, 0x67, 0xf2, 0xf3 -> true;
          default -> false;
        };
  }

  private static boolean refusedPrefix(int code) {
    return switch (code) {
      case 0x26, 0x2e, 0x36, 0x3e, 0xf0 -> true;
      default -> false;
    };
  }

  /// The zeros of `good_insns_64`, and loads of the stack segment.
  private static boolean refused(int code, int operands) {
    return switch (code) {
      case 0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e, 0x1f, 0x27, 0x2f, 0x37, 0x3f -> true;
      case 0x60, 0x61, 0x6c, 0x6d, 0x6e, 0x6f, 0x82, 0x9a -> true;
      case 0xcc, 0xcd, 0xce, 0xd4, 0xd5, 0xd6 -> true;
      case 0xe4, 0xe5, 0xe6, 0xe7, 0xea, 0xec, 0xed, 0xee, 0xef -> true;
      case 0xf1, 0xf4, 0xfa, 0xfb -> true;
      case 0x8e -> (operands & 0x38) == 0x10;
      default -> false;
    };
  }

  /// How many bytes further on the probe means the same and costs half: `endbr64` changes nothing,
  /// and every call goes through it to the instruction behind it.
  public int cheaperBy() {
    return isLanding(code, 0) && imitated(at(LANDING), at(LANDING + 1)) ? LANDING : 0;
  }

  /// Whether `endbr64` is at an index.
  static boolean isLanding(byte[] code, int index) {
    FirstInstruction all = new FirstInstruction(code);
    return all.at(index) == 0xf3
        && all.at(index + 1) == 0x0f
        && all.at(index + 2) == 0x1e
        && all.at(index + 3) == 0xfa;
  }

  /// Whether the kernel imitates the instruction at an index.
  static boolean imitated(byte[] code, int index) {
    FirstInstruction all = new FirstInstruction(code);
    int first = all.at(index);
    int second = all.at(index + 1);
    return imitated(first, second) || isBranch(first, second);
  }

  /// A jump that depends on the flags.
  private static boolean isBranch(int code, int next) {
    return (code & 0xf0) == 0x70 || (code == 0x0f && (next & 0xf0) == 0x80);
  }

  /// A push of a register, a `nop`, a jump or a call with a distance.
  private static boolean imitated(int code, int next) {
    return push(code)
        || (code == 0x41 && push(next))
        || (code == 0x0f && next == 0x1f)
        || switch (code) {
          case 0x90, 0xe8, 0xe9, 0xeb -> true;
          default -> false;
        };
  }

  private static boolean push(int code) {
    return (code & 0xf8) == 0x50;
  }
}
