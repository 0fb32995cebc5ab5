package io.github.pmdb.frame.dwarf;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;

/// Computes DWARF expressions as call frame information uses them (DWARF 5, section 2.5.1): on a
/// stack of 64-bit words, from registers, memory and, for register rules, the CFA.
public final class Expression {
  /// Real ones have ten operations; a loop in a hostile one ends here.
  private static final int MAX_OPERATIONS = 1_000;

  private static final int MAX_DEPTH = 64;

  private final CpuState registers;
  private final Memory memory;
  private final DwarfBytes in;
  private final long[] stack = new long[MAX_DEPTH];
  private int depth;

  private Expression(Code code, CpuState registers, Memory memory) {
    this.in = code.cursor();
    this.registers = registers;
    this.memory = memory;
  }

  /// The value of an expression that starts with an empty stack (that of a CFA).
  public static long evaluate(Code code, CpuState registers, Memory memory) {
    return new Expression(code, registers, memory).run();
  }

  /// The value of an expression that starts with the CFA on its stack (that of a register rule).
  public static long evaluate(Code code, CpuState registers, Memory memory, long cfa) {
    Expression run = new Expression(code, registers, memory);
    run.push(cfa);
    return run.run();
  }

  private long run() {
    for (int i = 0; !in.atEnd(); i++) {
      if (i == MAX_OPERATIONS) {
        throw fault("it runs for more than " + MAX_OPERATIONS + " operations");
      }
      operation(in.u8());
    }
    return pop();
  }

  private void operation(int op) {
    if (op >= 0x30 && op <= 0x4f) { // DW_OP_lit0 … 31
      push(op - 0x30);
    } else if (op >= 0x70 && op <= 0x8f) { // DW_OP_breg0 … 31
      push(register(op - 0x70) + in.sleb());
    } else if (op >= 0x08 && op <= 0x0f) { // DW_OP_const1u … const8s
      int size = 1 << ((op - 0x08) / 2);
      push(op % 2 == 0 ? in.unsigned(size) : in.signed(size));
    } else if (op >= 0x19 && op <= 0x2e && op != 0x28) {
      arithmetic(op);
    } else {
      other(op);
    }
  }

  private void other(int op) {
    switch (op) {
      case 0x03 -> push(in.u64()); // DW_OP_addr
      case 0x06 -> push(memory.i64(pop())); // DW_OP_deref
      case 0x10 -> push(in.uleb());
      case 0x11 -> push(in.sleb());
      case 0x12 -> push(peek(0)); // DW_OP_dup
      case 0x13 -> pop();
      case 0x14 -> push(peek(1)); // DW_OP_over
      case 0x15 -> push(peek(in.u8())); // DW_OP_pick
      case 0x16 -> swap();
      case 0x17 -> rotate();
      case 0x28 -> branch(pop() != 0); // DW_OP_bra
      case 0x2f -> branch(true); // DW_OP_skip
      case 0x92 -> push(register(in.register()) + in.sleb()); // DW_OP_bregx
      case 0x94 -> push(load(pop(), in.u8())); // DW_OP_deref_size
      case 0x96 -> {} // DW_OP_nop
      default -> throw fault("operation 0x%x is not one of call frames".formatted(op));
    }
  }

  private void arithmetic(int op) {
    switch (op) {
      case 0x19 -> push(Math.abs(pop()));
      case 0x1f -> push(-pop());
      case 0x20 -> push(~pop());
      case 0x23 -> push(pop() + in.uleb()); // DW_OP_plus_uconst
      default -> {
        long right = pop();
        push(binary(op, pop(), right));
      }
    }
  }

  private long binary(int op, long left, long right) {
    return switch (op) {
      case 0x1a -> left & right;
      case 0x1b -> left / nonZero(right);
      case 0x1c -> left - right;
      case 0x1d -> Long.remainderUnsigned(left, nonZero(right));
      case 0x1e -> left * right;
      case 0x21 -> left | right;
      case 0x22 -> left + right;
      case 0x24 -> right >>> 6 == 0 ? left << right : 0;
      case 0x25 -> right >>> 6 == 0 ? left >>> right : 0;
      case 0x26 -> left >> (right >>> 6 == 0 ? right : 63);
      case 0x27 -> left ^ right;
      default -> compare(op, left, right) ? 1 : 0;
    };
  }

  /// Comparisons are signed (DWARF 5, section 2.5.1.5).
  private static boolean compare(int op, long left, long right) {
    return switch (op) {
      case 0x29 -> left == right;
      case 0x2a -> left >= right;
      case 0x2b -> left > right;
      case 0x2c -> left <= right;
      case 0x2d -> left < right;
      default -> left != right;
    };
  }

  private long nonZero(long divisor) {
    if (divisor == 0) {
      throw fault("it divides by zero");
    }
    return divisor;
  }

  private void swap() {
    long top = pop();
    long below = pop();
    push(top);
    push(below);
  }

  /// The top entry becomes the third, the second the top (`DW_OP_rot`).
  private void rotate() {
    long top = pop();
    long second = pop();
    long third = pop();
    push(top);
    push(third);
    push(second);
  }

  private void branch(boolean taken) {
    long offset = in.signed(2);
    if (taken) {
      in.seek(in.address() + offset);
    }
  }

  private long load(long address, int size) {
    return switch (size) {
      case 1 -> memory.u8(address);
      case 2 -> memory.u16(address);
      case 4 -> memory.u32(address);
      case 8 -> memory.i64(address);
      default -> throw fault("it loads " + size + " bytes at once");
    };
  }

  private long register(int number) {
    if (number < 0 || number >= CpuState.COUNT) {
      throw fault("it uses a register that is not tracked");
    }
    return registers.get(number);
  }

  private void push(long value) {
    if (depth == MAX_DEPTH) {
      throw fault("its stack grows beyond " + MAX_DEPTH);
    }
    stack[depth++] = value;
  }

  private long pop() {
    long top = peek(0);
    depth--;
    return top;
  }

  private long peek(int below) {
    if (below >= depth) {
      throw fault("its stack is empty");
    }
    return stack[depth - 1 - below];
  }

  private MemoryFault fault(String why) {
    return new MemoryFault(in.address(), 1, "the unwind expression fails: " + why);
  }
}
