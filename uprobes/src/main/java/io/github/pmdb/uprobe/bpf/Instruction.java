package io.github.pmdb.uprobe.bpf;

import java.nio.ByteBuffer;

/// One slot of eight bytes, `struct bpf_insn` of `linux/bpf.h`. A constant of 64 bits takes two.
///
/// @param operation class, source and operation or width, mode
/// @param offset of a jump in slots from the next one, or of memory in bytes
public record Instruction(
    int operation, Register target, Register source, int offset, int immediate) {
  public static final int BYTES = 8;

  /// `BPF_CLASS`.
  static final int LOAD_IMMEDIATE = 0x00;

  static final int LOAD = 0x01;
  static final int STORE_IMMEDIATE = 0x02;
  static final int STORE = 0x03;
  static final int JUMP = 0x05;
  static final int ALU64 = 0x07;

  /// The second operand is a register.
  static final int BY_REGISTER = 0x08;

  /// Modes of loads and stores: memory at a register, and an operation on it that no other
  /// processor sees in part.
  static final int MEMORY = 0x60;

  static final int ATOMIC = 0xc0;

  static final int LOAD_64 = 0x18;
  static final int CALL = 0x85;
  static final int EXIT = 0x95;
  static final int GO = 0x05;

  /// `src` of [#LOAD_64]: the constant is a map, or the place of a value in a map.
  static final Register MAP = Register.R1;

  static final Register MAP_VALUE = Register.R2;

  void put(ByteBuffer into, int immediateInstead) {
    into.put((byte) operation);
    into.put((byte) (target.number | source.number << 4));
    into.putShort((short) offset);
    into.putInt(immediateInstead);
  }

  int kind() {
    return operation & 7;
  }

  boolean byRegister() {
    return (operation & BY_REGISTER) != 0;
  }
}
