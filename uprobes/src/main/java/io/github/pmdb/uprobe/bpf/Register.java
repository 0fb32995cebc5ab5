package io.github.pmdb.uprobe.bpf;

import java.util.Locale;

/// The registers of the BPF machine. A helper takes its arguments in `R1` to `R5`, which it
/// destroys, and answers in `R0`; `R6` to `R9` survive it; `R10` is the end of the stack, read
/// only. A program starts with its context (the registers of the probed thread) in `R1`.
public enum Register {
  R0(0),
  R1(1),
  R2(2),
  R3(3),
  R4(4),
  R5(5),
  R6(6),
  R7(7),
  R8(8),
  R9(9),
  R10(10);

  /// As it stands in an instruction.
  final int number;

  Register(int number) {
    this.number = number;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
