package io.github.pmdb.snapshot;

/// General registers of an x86-64 thread, in the order of Linux' `struct user_regs_struct`
/// (`arch/x86/include/asm/user_64.h`): r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi
/// orig_rax rip cs eflags rsp ss fs_base gs_base ds es fs gs.
public final class Registers {
  public static final int COUNT = 27;

  public static final java.util.List<String> NAMES =
      java.util.List.of(
          "r15",
          "r14",
          "r13",
          "r12",
          "rbp",
          "rbx",
          "r11",
          "r10",
          "r9",
          "r8",
          "rax",
          "rcx",
          "rdx",
          "rsi",
          "rdi",
          "orig_rax",
          "rip",
          "cs",
          "eflags",
          "rsp",
          "ss",
          "fs_base",
          "gs_base",
          "ds",
          "es",
          "fs",
          "gs");

  private final long[] values;

  /// @param values copied; exactly [#COUNT] of them
  public Registers(long[] values) {
    if (values.length != COUNT) {
      throw new IllegalArgumentException(
          "an x86-64 register set has " + COUNT + " values, not " + values.length);
    }
    this.values = values.clone();
  }

  public long get(String name) {
    int index = NAMES.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("no x86-64 register is named " + name);
    }
    return values[index];
  }

  public long pc() {
    return values[16];
  }

  public long sp() {
    return values[19];
  }

  public long fsBase() {
    return values[21];
  }
}
