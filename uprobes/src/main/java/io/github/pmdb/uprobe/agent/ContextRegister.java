package io.github.pmdb.uprobe.agent;

import io.github.pmdb.snapshot.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The registers of x86-64 that a probe's program can read, in gdb's numbering from 0. Places are
/// those of `struct pt_regs`, `arch/x86/include/uapi/asm/ptrace.h`.
public enum ContextRegister {
  RAX(0, 80),
  RBX(1, 40),
  RCX(2, 88),
  RDX(3, 96),
  RSI(4, 104),
  RDI(5, 112),
  RBP(6, 32),
  RSP(7, 152),
  R8(8, 72),
  R9(9, 64),
  R10(10, 56),
  R11(11, 48),
  R12(12, 24),
  R13(13, 16),
  R14(14, 8),
  R15(15, 0),
  RIP(16, 128),
  EFLAGS(17, 144),
  CS(18, 136),
  SS(19, 160);

  private final int number;
  private final int offset;

  ContextRegister(int number, int offset) {
    this.number = number;
    this.offset = offset;
  }

  /// Where it lies in what a program gets as its context.
  public int offset() {
    return offset;
  }

  /// gdb's number.
  public int number() {
    return number;
  }

  static Optional<ContextRegister> of(int number) {
    return Arrays.stream(values()).filter(register -> register.number == number).findFirst();
  }

  /// @throws UserError for a register that the kernel does not hand to programs
  static ContextRegister require(int number) {
    return of(number)
        .orElseThrow(() ->
            new UserError(
                "the value is in register %d of gdb's counting, which a probe cannot read"
                    .formatted(number),
                "Floating-point and vector registers are out of reach: print the variable where"
                    + " it is in memory, for example in a build with -O0 or at another line."));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
