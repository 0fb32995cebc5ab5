package io.github.pmdb.uprobe.bpf;

/// Arithmetic on 64 bits, which wraps. Codes are those of `BPF_OP`, `linux/bpf_common.h`. Signed
/// division is the unsigned one with an offset of 1 (instruction set version 4, Linux 6.6);
/// dividing by 0 gives 0, a remainder by 0 leaves the dividend.
public enum Alu {
  ADD(0x00, "+="),
  SUB(0x10, "-="),
  MUL(0x20, "*="),
  DIV(0x30, "/="),
  SIGNED_DIV(0x30, "s/="),
  OR(0x40, "|="),
  AND(0x50, "&="),
  /// Shifts use the low six bits of the count when it comes from a register.
  LSH(0x60, "<<="),
  RSH(0x70, ">>="),
  MOD(0x90, "%="),
  SIGNED_MOD(0x90, "s%="),
  XOR(0xa0, "^="),
  MOV(0xb0, "="),
  ARSH(0xc0, "s>>=");

  final int code;
  final String sign;

  Alu(int code, String sign) {
    this.code = code;
    this.sign = sign;
  }

  /// What stands in the offset of the instruction.
  int offset() {
    return this == SIGNED_DIV || this == SIGNED_MOD ? 1 : 0;
  }

  static Alu of(Instruction instruction) {
    for (Alu operation : values()) {
      if (operation.code == (instruction.operation() & 0xf0)
          && operation.offset() == instruction.offset()) {
        return operation;
      }
    }
    throw new IllegalArgumentException("no arithmetic: " + instruction);
  }
}
