package io.github.pmdb.uprobe.agent;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.uprobe.agent.CheckedCode.CheckedStep;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
    while (at < steps.size()) {
      CheckedStep step = steps.get(at);
      if (step.op() instanceof Op.Binary binary && binary.operator().divides() && top() == 0) {
        return new Outcome.DividedByZero();
      }
      long address = step.depth() > 0 ? stack[depth - Math.max(1, step.op().takes())] : 0;
      try {
        at = next(steps, at);
      } catch (MemoryFault _) {
        return new Outcome.Unreadable(address);
      }
    }
    return new Outcome.Value(depth == 0 ? 0 : top(), List.copyOf(copies));
  }

  /// @return where it goes on; behind the last step when it has ended
  private int next(List<CheckedStep> steps, int at) {
    switch (steps.get(at).op()) {
      case Op.Goto jump -> {
        return find(steps, jump.target());
      }
      case Op.IfGoto jump -> {
        return pop() != 0 ? find(steps, jump.target()) : at + 1;
      }
      case Op.End _ -> {
        return steps.size();
      }
      case Op.Reference reference -> push(number(pop(), reference.bytes()));
      case Op.TraceQuick trace -> copies.add(memory.bytes(top(), trace.bytes()));
      case Op.Trace _ -> {
        int bytes = (int) pop();
        copies.add(memory.bytes(pop(), bytes));
      }
      case Op.TraceString _ -> {
        int bytes = (int) pop();
        copies.add(memory.cString(pop(), bytes - 1));
      }
      case Op.TraceNumber _ ->
          copies.add(
              ByteBuffer.allocate(Long.BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(pop())
                  .array());
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
      case Op.ThreadBase _ -> push(0); // as of a thread of which nothing is known
      case Op.Drop _ -> pop();
      case Op.Duplicate _ -> push(top());
      case Op.Pick pick -> push(stack[depth - 1 - pick.depth()]);
      case Op.Swap _ -> push(pop(), pop());
      case Op.Rotate _ -> {
        long c = pop();
        long b = pop();
        long a = pop();
        push(c);
        push(a, b);
      }
    }
    return at + 1;
  }

  private static int find(List<CheckedStep> steps, int offset) {
    int at = 0;
    while (steps.get(at).offset() != offset) {
      at++;
    }
    return at;
  }

  private long number(long address, int bytes) {
    return switch (bytes) {
      case 1 -> memory.u8(address);
      case 2 -> memory.u16(address);
      case 4 -> memory.u32(address);
      default -> memory.i64(address);
    };
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

  private void push(long first, long second) {
    push(first);
    push(second);
  }

  private long pop() {
    return stack[--depth];
  }
}
