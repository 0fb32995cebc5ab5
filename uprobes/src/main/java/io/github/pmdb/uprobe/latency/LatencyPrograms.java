package io.github.pmdb.uprobe.latency;

import io.github.pmdb.uprobe.bpf.Alu;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Code;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;

/// Two programs: at the entry the time is kept under the thread, the place of the return address
/// and the function, so that calls inside of calls are told apart, also where one function ends
/// with a jump to another; at the return it is found there again.
final class LatencyPrograms {
  /// Key: process and thread, stack pointer at the return address, number of the function. Value:
  /// nanoseconds.
  static final String STARTS = "starts";

  static final int KEY_BYTES = 24;

  /// For each function and processor: how many calls in each power of two, then the total time, the
  /// longest one and how many have begun.
  static final String TIMES = "times";

  static final int POWERS = 64;
  static final int TOTAL = POWERS * Long.BYTES;
  static final int LONGEST = TOTAL + Long.BYTES;

  /// How many calls have begun.
  static final int ENTERED = LONGEST + Long.BYTES;

  static final int VALUE_BYTES = ENTERED + Long.BYTES;

  /// Calls whose entry was not seen: begun before the probe was there, or pushed out.
  static final String UNSEEN = "unseen";

  /// Offset of `rsp` in the context, `struct pt_regs` of x86-64.
  private static final int STACK_POINTER = 152;

  private static final int THREAD = -24;
  private static final int STACK = -16;
  private static final int FUNCTION = -8;
  private static final int VALUE = -32;

  private LatencyPrograms() {}

  static Code atEntry() {
    Label absent = new Label();
    Assembler code = new Assembler().move(Register.R6, Register.R1);
    key(code, 0);
    pointer(code, Register.R2, FUNCTION);
    code.map(Register.R1, TIMES)
        .call(KernelFunction.MAP_LOOKUP_ELEM)
        .jumpIf(Condition.EQUAL, Register.R0, 0, absent)
        .move(Register.R2, 1)
        .atomicAdd(Width.LONG, Register.R0, ENTERED, Register.R2)
        .bind(absent);
    code.call(KernelFunction.KTIME_GET_NS).store(Width.LONG, Register.R10, VALUE, Register.R0);
    pointer(code, Register.R2, THREAD);
    pointer(code, Register.R3, VALUE);
    return code.map(Register.R1, STARTS)
        .move(Register.R4, 0)
        .call(KernelFunction.MAP_UPDATE_ELEM)
        .move(Register.R0, 0)
        .exit()
        .finish();
  }

  /// @param popped how far the stack pointer is above the place of the return address
  static Code atReturn(int popped) {
    Label unseen = new Label();
    Label end = new Label();
    Assembler code = new Assembler().move(Register.R6, Register.R1);
    code.call(KernelFunction.KTIME_GET_NS).move(Register.R8, Register.R0);
    key(code, -popped);
    pointer(code, Register.R2, THREAD);
    code.map(Register.R1, STARTS)
        .call(KernelFunction.MAP_LOOKUP_ELEM)
        .jumpIf(Condition.EQUAL, Register.R0, 0, unseen)
        .load(Width.LONG, Register.R7, Register.R0, 0)
        .alu(Alu.SUB, Register.R8, Register.R7);
    pointer(code, Register.R2, THREAD);
    code.map(Register.R1, STARTS).call(KernelFunction.MAP_DELETE_ELEM);
    sort(code, end);
    code.bind(end).move(Register.R0, 0).exit();
    return code.bind(unseen)
        .mapValue(Register.R1, UNSEEN, 0)
        .move(Register.R2, 1)
        .atomicAdd(Width.LONG, Register.R1, 0, Register.R2)
        .move(Register.R0, 0)
        .exit()
        .finish();
  }

  /// @param distance from the stack pointer to the place of the return address
  private static void key(Assembler code, int distance) {
    code.call(KernelFunction.GET_CURRENT_PID_TGID)
        .store(Width.LONG, Register.R10, THREAD, Register.R0)
        .load(Width.LONG, Register.R1, Register.R6, STACK_POINTER)
        .alu(Alu.ADD, Register.R1, distance)
        .store(Width.LONG, Register.R10, STACK, Register.R1)
        .move(Register.R1, Register.R6)
        .call(KernelFunction.GET_ATTACH_COOKIE)
        .store(Width.LONG, Register.R10, FUNCTION, Register.R0);
  }

  private static void pointer(Assembler code, Register register, int offset) {
    code.move(register, Register.R10).alu(Alu.ADD, register, offset);
  }

  /// Adds the nanoseconds in `R8` to the times of the function.
  private static void sort(Assembler code, Label end) {
    Label notLongest = new Label();
    pointer(code, Register.R2, FUNCTION);
    code.map(Register.R1, TIMES)
        .call(KernelFunction.MAP_LOOKUP_ELEM)
        .jumpIf(Condition.EQUAL, Register.R0, 0, end)
        .atomicAdd(Width.LONG, Register.R0, TOTAL, Register.R8)
        .load(Width.LONG, Register.R1, Register.R0, LONGEST)
        .jumpIf(Condition.ABOVE_OR_EQUAL, Register.R1, Register.R8, notLongest)
        .store(Width.LONG, Register.R0, LONGEST, Register.R8)
        .bind(notLongest);
    logarithm(code);
    code.alu(Alu.AND, Register.R1, POWERS - 1)
        .alu(Alu.LSH, Register.R1, 3)
        .alu(Alu.ADD, Register.R0, Register.R1)
        .move(Register.R2, 1)
        .atomicAdd(Width.LONG, Register.R0, 0, Register.R2);
  }

  /// `R1` = the place of the highest bit of `R8`, found by halves.
  private static void logarithm(Assembler code) {
    code.move(Register.R1, 0);
    for (int half = 32; half > 0; half /= 2) {
      Label below = new Label();
      code.move(Register.R2, Register.R8)
          .alu(Alu.RSH, Register.R2, half)
          .jumpIf(Condition.EQUAL, Register.R2, 0, below)
          .alu(Alu.ADD, Register.R1, half)
          .move(Register.R8, Register.R2)
          .bind(below);
    }
  }
}
