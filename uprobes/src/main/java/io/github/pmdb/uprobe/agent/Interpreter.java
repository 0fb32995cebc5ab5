package io.github.pmdb.uprobe.agent;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.uprobe.agent.CheckedCode.CheckedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// Runs bytecode in Java: what the translated program must do is defined here. With registers that
/// are made up it tells where a value would be read.
public final class Interpreter {
  private final ToLongFunction<ContextRegister> registers;
  private final Memory memory;
  private final long[] stack;
  private final List<byte[]> copies = new ArrayList<>();
  private int depth;

  private Interpreter(CheckedCode code, ToLongFunction<ContextRegister> registers, Memory memory) {
    this.registers = registers;
    this.memory = memory;
    this.stack = new long[code.deepest()];
  }

  public static Outcome run(
      CheckedCode code, ToLongFunction<ContextRegister> registers, Memory memory) {
    return new Interpreter(code, registers, memory).run(code.steps());
  }

  private Outcome run(List<CheckedStep> steps) {
    int at = 0;
    while (!(steps.get(at).op() instanceof Op.End)) {
      Op op = steps.get(at).op();
      if (op instanceof Op.Binary binary && binary.operator().divides() && top() == 0) {
        return new Outcome.DividedByZero();
      }
      if (op instanceof Op.Goto || op instanceof Op.IfGoto) {
        at = jump(steps, at);
      } else if (readsMemory(op)) {
        long address = stack[depth - op.takes()];
        try {
          read(op, address);
        } catch (MemoryFault _) {
          return new Outcome.Unreadable(address);
        }
        at++;
      } else {
        compute(op);
        at++;
      }
    }
    return new Outcome.Value(depth == 0 ? 0 : top(), List.copyOf(copies));
  }

  private static boolean readsMemory(Op op) {
    return op instanceof Op.Reference
        || op instanceof Op.Trace
        || op instanceof Op.TraceQuick
        || op instanceof Op.TraceString;
  }

  /// @return where it goes on
  private int jump(List<CheckedStep> steps, int at) {
    return switch (steps.get(at).op()) {
      case Op.Goto jump -> find(steps, jump.target());
      case Op.IfGoto jump when pop() != 0 -> find(steps, jump.target());
      default -> at + 1;
    };
  }

  private static int find(List<CheckedStep> steps, int offset) {
    int at = 0;
    while (steps.get(at).offset() != offset) {
      at++;
    }
    return at;
  }

  private void read(Op op, long address) {
    switch (op) {
      case Op.Reference reference -> {
        pop();
        push(number(address, reference.bytes()));
      }
      case Op.TraceQuick trace -> copies.add(memory.bytes(address, trace.bytes()));
      case Op.TraceString _ -> {
        copies.add(memory.cString(address, (int) pop() - 1));
        pop();
      }
      default -> {
        copies.add(memory.bytes(address, (int) pop()));
        pop();
      }
    }
  }

  private long number(long address, int bytes) {
    return switch (bytes) {
      case 1 -> memory.u8(address);
      case 2 -> memory.u16(address);
      case 4 -> memory.u32(address);
      default -> memory.i64(address);
    };
  }

  private void compute(Op op) {
    switch (op) {
      case Op.Binary binary -> {
        long b = pop();
        push(binary.operator().apply(pop(), b));
      }
      case Op.LogicalNot _ -> push(pop() == 0 ? 1 : 0);
      case Op.BitNot _ -> push(~pop());
      case Op.Extend extend -> push(extended(pop(), extend));
      case Op.Constant constant -> push(constant.value());
      case Op.ReadRegister register ->
          push(registers.applyAsLong(ContextRegister.require(register.number())));
      case Op.Drop _ -> pop();
      case Op.Duplicate _ -> push(top());
      case Op.Pick pick -> push(stack[depth - 1 - pick.depth()]);
      default -> permute(op);
    }
  }

  private void permute(Op op) {
    long c = pop();
    long b = pop();
    if (op instanceof Op.Swap) {
      push(c);
      push(b);
    } else {
      long a = pop();
      push(c);
      push(a);
      push(b);
    }
  }

  private static long extended(long value, Op.Extend extend) {
    int above = Long.SIZE - Math.min(extend.bits(), Long.SIZE);
    return extend.signed() ? value << above >> above : value << above >>> above;
  }

  private long top() {
    return stack[depth - 1];
  }

  private void push(long value) {
    stack[depth++] = value;
  }

  private long pop() {
    return stack[--depth];
  }
}
