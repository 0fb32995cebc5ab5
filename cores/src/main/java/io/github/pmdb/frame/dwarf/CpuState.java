package io.github.pmdb.frame.dwarf;

import io.github.pmdb.snapshot.Registers;
import java.util.List;

/// The general registers of a frame by their DWARF numbers (System V ABI AMD64, figure 3.36).
public final class CpuState {
  public static final int RBP = 6;
  public static final int RSP = 7;

  /// The return address column, which in a [CpuState] is the program counter.
  public static final int RIP = 16;

  public static final int COUNT = 17;

  private static final List<String> NAMES =
      List.of(
          "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15", "rip");

  private final long[] values;

  private CpuState(long[] values) {
    this.values = values;
  }

  public static CpuState of(Registers registers) {
    return new CpuState(NAMES.stream().mapToLong(registers::get).toArray());
  }

  /// @param values by DWARF number, kept as they are: the caller must not change them afterwards
  public static CpuState of(long[] values) {
    return new CpuState(values);
  }

  public long get(int register) {
    return values[register];
  }

  public long pc() {
    return values[RIP];
  }

  public long sp() {
    return values[RSP];
  }

  public long rbp() {
    return values[RBP];
  }

  public long[] copy() {
    return values.clone();
  }

  /// The same registers with another stack pointer, frame pointer and program counter.
  public CpuState with(long sp, long rbp, long pc) {
    long[] next = copy();
    next[RSP] = sp;
    next[RBP] = rbp;
    next[RIP] = pc;
    return new CpuState(next);
  }
}
