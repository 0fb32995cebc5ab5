package io.github.pmdb.uprobe.code;

/// How long instructions of x86-64 are, by the tables of opcodes in Intel's manual (volume 2,
/// appendix A). Nothing more is known of them than what tells their length.
public final class InstructionLength {
  /// Longer ones are invalid.
  private static final int LONGEST = 15;

  /// What [#length] gives where there is no instruction that is known.
  public static final int UNKNOWN = 0;

  private final byte[] code;
  private final int end;
  private int at;
  private int start;
  private boolean narrow;
  private boolean shortAddress;
  private boolean wide;
  private int opcode;
  private int distance;

  public InstructionLength(byte[] code) {
    this.code = code;
    this.end = code.length;
  }

  /// Of the instruction at an index; [#UNKNOWN] where none is known there.
  public int length(int index) {
    start = index;
    at = index;
    narrow = false;
    shortAddress = false;
    wide = false;
    distance = 0;
    boolean known = prefixes() && body();
    int length = at - start;
    return known && length <= LONGEST && at <= end ? length : UNKNOWN;
  }

  /// Whether the instruction that was looked at last returns to the caller.
  boolean returns() {
    return opcode == 0xc3 || opcode == 0xc2;
  }

  /// Whether it names a distance to jump, under a condition or not. A call is no jump.
  boolean jumps() {
    return distance > 0;
  }

  /// Where that instruction jumps to, if it names a distance; else the index behind it.
  int target() {
    int behind = 0;
    for (int i = 0; i < distance; i++) {
      behind |= (code[at - distance + i] & 0xff) << (8 * i);
    }
    int unused = Integer.SIZE - 8 * distance;
    return distance == 0 ? at : at + (behind << unused >> unused);
  }

  private boolean prefixes() {
    while (at < end && legacy(peek())) {
      narrow |= peek() == 0x66;
      shortAddress |= peek() == 0x67;
      at++;
    }
    if ((peek() & 0xf0) == 0x40) {
      wide = (peek() & 8) != 0;
      at++;
    }
    return at < end;
  }

  private static boolean legacy(int octet) {
    return switch (octet) {
      case 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3 -> true;
      default -> false;
    };
  }

  private int peek() {
    return at < end ? code[at] & 0xff : -1;
  }

  private boolean body() {
    int octet = peek();
    at++;
    opcode = -1;
    return switch (octet) {
      case 0x0f -> twoBytes();
      case 0xc5 -> vector(0, 1);
      case 0xc4 -> vector(1, peek() & 0x1f);
      case 0x62 -> vector(2, peek() & 7);
      default -> oneByte(octet);
    };
  }

  /// VEX and EVEX.
  ///
  /// @param more bytes of the prefix before its last one
  /// @param map of opcodes
  private boolean vector(int more, int map) {
    at += more + 1;
    int octet = peek();
    at++;
    return switch (map) {
      case 1 -> (octet == 0x77 && more < 2) || (operand() && skip(immediateOfMap1(octet)));
      case 2, 5, 6 -> operand();
      case 3 -> operand() && skip(1);
      default -> false;
    };
  }

  private static int immediateOfMap1(int octet) {
    return switch (octet) {
      case 0x70, 0x71, 0x72, 0x73, 0xc2, 0xc4, 0xc5, 0xc6 -> 1;
      default -> 0;
    };
  }

  private boolean twoBytes() {
    int octet = peek();
    at++;
    return switch (octet) {
      case 0x38 -> skip(1) && operand();
      case 0x3a -> skip(1) && operand() && skip(1);
      case 0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x0e, 0x77, 0xa0, 0xa1, 0xa2, 0xa8, 0xa9, 0xaa ->
          true;
      case 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x37 -> true;
      case 0x04, 0x0a, 0x0c, 0x24, 0x25, 0x26, 0x27, 0x36, 0x39, 0x3b, 0x3c, 0x3d, 0x3e, 0x3f, -1 ->
          false;
      case 0x0f, 0xa4, 0xac, 0xba -> operand() && skip(1);
      default ->
          (octet & 0xf0) == 0x80
              ? jump(4)
              : (octet & 0xf8) == 0xc8 || (operand() && skip(immediateOfMap1(octet)));
    };
  }

  private boolean oneByte(int octet) {
    opcode = octet;
    if (octet < 0x40) {
      return arithmetic(octet);
    }
    return switch (octet & 0xf0) {
      case 0x50, 0x90 -> octet != 0x9a;
      case 0x60 -> ofSixty(octet);
      case 0x70 -> jump(1);
      case 0x80 ->
          octet != 0x82 && operand() && skip(octet == 0x81 ? immediate() : octet < 0x84 ? 1 : 0);
      case 0xa0 -> ofA0(octet);
      case 0xb0 -> skip(octet < 0xb8 ? 1 : wide ? 8 : immediate());
      case 0xc0 -> ofC0(octet);
      case 0xd0 -> octet == 0xd7 || ((octet < 0xd4 || octet > 0xd7) && operand());
      case 0xe0 -> ofE0(octet);
      default -> ofF0(octet);
    };
  }

  private boolean arithmetic(int octet) {
    return switch (octet & 7) {
      case 0, 1, 2, 3 -> operand();
      case 4 -> skip(1);
      case 5 -> skip(immediate());
      default -> false;
    };
  }

  private boolean ofSixty(int octet) {
    return switch (octet) {
      case 0x63 -> operand();
      case 0x68 -> skip(immediate());
      case 0x69 -> operand() && skip(immediate());
      case 0x6a -> skip(1);
      case 0x6b -> operand() && skip(1);
      case 0x6c, 0x6d, 0x6e, 0x6f -> true;
      default -> false;
    };
  }

  private boolean ofA0(int octet) {
    return switch (octet) {
      case 0xa0, 0xa1, 0xa2, 0xa3 -> skip(shortAddress ? 4 : 8);
      case 0xa8 -> skip(1);
      case 0xa9 -> skip(immediate());
      default -> true;
    };
  }

  private boolean ofC0(int octet) {
    return switch (octet) {
      case 0xc0, 0xc1, 0xc6 -> operand() && skip(1);
      case 0xc7 -> operand() && skip(immediate());
      case 0xc2, 0xca -> skip(2);
      case 0xc8 -> skip(3);
      case 0xcd -> skip(1);
      case 0xce -> false;
      default -> true;
    };
  }

  private boolean ofE0(int octet) {
    return switch (octet) {
      case 0xe8 -> skip(4);
      case 0xe9 -> jump(4);
      case 0xe0, 0xe1, 0xe2, 0xe3, 0xeb -> jump(1);
      case 0xea -> false;
      case 0xec, 0xed, 0xee, 0xef -> true;
      default -> skip(1);
    };
  }

  private boolean ofF0(int octet) {
    int which = (peek() >> 3) & 7;
    return switch (octet) {
      case 0xf6 -> operand() && skip(which < 2 ? 1 : 0);
      case 0xf7 -> operand() && skip(which < 2 ? immediate() : 0);
      case 0xfe, 0xff -> operand();
      default -> true;
    };
  }

  private boolean jump(int bytes) {
    distance = bytes;
    return skip(bytes);
  }

  private int immediate() {
    return narrow && !wide ? 2 : 4;
  }

  private boolean skip(int bytes) {
    at += bytes;
    return true;
  }

  /// ModRM, SIB and a distance.
  private boolean operand() {
    int form = peek();
    at++;
    int mode = form >> 6;
    int base = form & 7;
    if (form < 0 || mode == 3) {
      return form >= 0;
    }
    if (base == 4) {
      base = peek() & 7;
      at++;
    }
    return skip(mode == 1 ? 1 : mode == 2 || base == 5 ? 4 : 0);
  }
}
