package io.github.pmdb.uprobe.code;

/// Instructions that do nothing but change one register, or the flags, and cannot fault: loads from
/// the frame and from the file's own data, arithmetic and comparisons of those. By the tables of
/// opcodes in Intel's manual (volume 2, appendix A); whatever is not known is none of them.
final class HarmlessInstruction {
  /// What [#written] gives where only the flags are.
  private static final int NO_REGISTER = -1;

  /// gdb's numbers of the registers, by those of the processor.
  private static final int[] GDB = {0, 2, 3, 1, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15};

  private static final int STACK = 4;
  private static final int FRAME = 5;

  private final byte[] code;
  private final boolean framePointer;
  private final InstructionLength lengths;
  private int length;
  private int written;
  private int rex;
  private int operands;

  /// @param framePointer whether `rbp` leads to the frame
  HarmlessInstruction(byte[] code, boolean framePointer) {
    this.code = code;
    this.framePointer = framePointer;
    this.lengths = new InstructionLength(code);
  }

  /// The length of the one that was looked at last.
  int length() {
    return length;
  }

  /// The register that it writes, in gdb's counting.
  int written() {
    return written;
  }

  private int octet(int at) {
    return at < code.length ? code[at] & 0xff : -1;
  }

  boolean is(int start) {
    length = lengths.length(start);
    written = NO_REGISTER;
    if (length == InstructionLength.UNKNOWN) {
      return false;
    }
    if (FirstInstruction.isLanding(code, start)) {
      return true;
    }
    int at = start;
    rex = (octet(at) & 0xf0) == 0x40 ? octet(at++) : 0;
    operands = at + 1;
    int opcode = octet(at);
    return opcode == 0x0f ? extending() : oneByte(opcode);
  }

  private boolean oneByte(int opcode) {
    if ((opcode & 0xf8) == 0xb8) {
      return writes((opcode & 7) | ((rex & 1) << 3));
    }
    return switch (opcode) {
      // mov, movslq, add, or, and, sub, xor into a register
      case 0x8b, 0x63, 0x03, 0x0b, 0x23, 0x2b, 0x33 -> source() && writes(named());
      // lea, which reads nothing
      case 0x8d -> writes(named());
      // the same out of a register
      case 0x89, 0x01, 0x09, 0x21, 0x29, 0x31 -> mode() == 3 && writes(other());
      // cmp, test
      case 0x38, 0x39, 0x3a, 0x3b, 0x84, 0x85 -> source();
      case 0x3c, 0x3d, 0xa8, 0xa9 -> true;
      case 0x80 -> kind() == 7 && source();
      case 0xf6, 0xf7 -> kind() == 0 && source();
      // with a constant
      case 0x81, 0x83 -> kind() == 7 ? source() : isPlain(kind()) && mode() == 3 && writes(other());
      case 0xc7 -> kind() == 0 && mode() == 3 && writes(other());
      default -> false;
    };
  }

  /// add, or, and, sub, xor
  private static boolean isPlain(int kind) {
    return kind != 2 && kind != 3;
  }

  /// movzx, movsx
  private boolean extending() {
    operands++;
    return switch (octet(operands - 1)) {
      case 0xb6, 0xb7, 0xbe, 0xbf -> source() && writes(named());
      default -> false;
    };
  }

  private int mode() {
    return octet(operands) >> 6;
  }

  private int kind() {
    return (octet(operands) >> 3) & 7;
  }

  private int named() {
    return kind() | ((rex & 4) << 1);
  }

  private int other() {
    return (octet(operands) & 7) | ((rex & 1) << 3);
  }

  /// Whether what is read is a register, or memory that is there.
  private boolean source() {
    int base = octet(operands) & 7;
    if (mode() == 3) {
      return true;
    }
    if (base == FRAME) {
      // Without a distance it is relative to the instruction.
      return mode() == 0 || (framePointer && (rex & 1) == 0);
    }
    int scaled = octet(operands + 1);
    return base == STACK && (rex & 3) == 0 && (scaled & 7) == STACK && ((scaled >> 3) & 7) == STACK;
  }

  /// Not where the stack or the frame is: other instructions rely on those.
  private boolean writes(int register) {
    written = GDB[register];
    return register != STACK && register != FRAME;
  }
}
