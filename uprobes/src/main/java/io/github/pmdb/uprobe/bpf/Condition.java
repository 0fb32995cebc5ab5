package io.github.pmdb.uprobe.bpf;

/// What two numbers of 64 bits are compared for before a jump. Codes: `BPF_OP`, `linux/bpf.h`.
public enum Condition {
  EQUAL(0x10, "=="),
  ABOVE(0x20, ">"),
  ABOVE_OR_EQUAL(0x30, ">="),
  /// Some bit is set in both.
  SHARES_BITS(0x40, "&"),
  NOT_EQUAL(0x50, "!="),
  GREATER(0x60, "s>"),
  GREATER_OR_EQUAL(0x70, "s>="),
  BELOW(0xa0, "<"),
  BELOW_OR_EQUAL(0xb0, "<="),
  LESS(0xc0, "s<"),
  LESS_OR_EQUAL(0xd0, "s<=");

  final int code;
  final String sign;

  Condition(int code, String sign) {
    this.code = code;
    this.sign = sign;
  }

  static Condition of(Instruction instruction) {
    for (Condition condition : values()) {
      if (condition.code == (instruction.operation() & 0xf0)) {
        return condition;
      }
    }
    throw new IllegalArgumentException("no condition: " + instruction);
  }
}
