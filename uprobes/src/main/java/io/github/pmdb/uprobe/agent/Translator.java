package io.github.pmdb.uprobe.agent;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.CheckedCode.CheckedStep;
import io.github.pmdb.uprobe.bpf.Alu;
import io.github.pmdb.uprobe.bpf.Assembler;
import io.github.pmdb.uprobe.bpf.Condition;
import io.github.pmdb.uprobe.bpf.KernelFunction;
import io.github.pmdb.uprobe.bpf.Label;
import io.github.pmdb.uprobe.bpf.Register;
import io.github.pmdb.uprobe.bpf.Width;
import io.github.pmdb.uprobe.syscall.KernelTypes;
import java.util.HashMap;
import java.util.Map;

/// Turns bytecode into instructions for the kernel. Each number on the bytecode's stack has a place
/// of eight bytes on that of the program, whose depth is known at each operation; `R0` to `R5` are
/// used in between. Where the kernel lets a program sleep, what the memory is read with does, so
/// that pages that are not resident are brought in: it must be loaded as one that sleeps.
public final class Translator {
  /// `-EFAULT` and `-EDOM` of `asm-generic/errno-base.h` and `errno.h`: what `R0` tells of a value
  /// that could not be had.
  public static final int UNREADABLE = -14;

  public static final int DIVIDED = -33;

  private static final int STACK_BYTES = 512;
  private static final int PAGE = 4096;

  private final Assembler out;
  private final Surroundings around;
  private final Label unreadable = new Label();
  private final Label divided = new Label();
  private final Map<Integer, Label> places = new HashMap<>();
  private int copyOffset;

  private Translator(Assembler out, Surroundings around) {
    this.out = out;
    this.around = around;
    this.copyOffset = around.copyOffset();
  }

  /// What the instructions stand in.
  ///
  /// @param context the register that holds the context of the program; it survives calls
  /// @param copies the register that holds where copies go; it survives calls
  /// @param copyOffset where from there the first copy goes, the others behind it
  /// @param reserved how many bytes at the upper end of the program's stack are not ours
  /// @param dialect of the kernel
  public record Surroundings(
      Register context, Register copies, int copyOffset, int reserved, Dialect dialect) {
    /// For the kernel of this machine.
    public Surroundings(Register context, Register copies, int copyOffset, int reserved) {
      this(context, copies, copyOffset, reserved, Dialect.running());
    }

    /// Where the address of the last read is kept.
    int faultSlot() {
      return -reserved - 8;
    }

    /// Eight bytes that nobody looks at.
    int waste() {
      return -reserved - 16;
    }

    int slot(int depth) {
      return -reserved - 24 - 8 * depth;
    }

    int slots() {
      return (STACK_BYTES - reserved - 16) / 8;
    }
  }

  /// Falls through with the result in `R0`.
  ///
  /// @param failed where it goes instead with the error in `R0` and in `R1` the address that could
  ///   not be read
  /// @throws UserError when the stack is too deep for the kernel
  public static void translate(CheckedCode code, Assembler out, Surroundings around, Label failed) {
    if (code.deepest() > around.slots()) {
      throw new UserError(
          "the expression needs %d intermediate values at once; a program in the kernel has room"
                  .formatted(code.deepest())
              + " for "
              + around.slots(),
          "Print its parts one by one.");
    }
    new Translator(out, around).whole(code, failed);
  }

  private void whole(CheckedCode code, Label failed) {
    Label done = new Label();
    for (CheckedStep step : code.steps()) {
      if (step.target()) {
        out.bind(place(step.offset()));
      }
      emit(step, done);
    }
    if (unreadable.used()) {
      out.bind(unreadable).load(Width.LONG, Register.R1, Register.R10, around.faultSlot());
      out.move(Register.R0, UNREADABLE).jump(failed);
    }
    if (divided.used()) {
      out.bind(divided).move(Register.R1, 0).move(Register.R0, DIVIDED).jump(failed);
    }
    out.bind(done);
  }

  private Label place(int offset) {
    return places.computeIfAbsent(offset, _ -> new Label());
  }

  private void emit(CheckedStep step, Label done) {
    int top = step.depth() - 1;
    switch (step.op()) {
      case Op.Binary binary -> binary(binary.operator(), top);
      case Op.LogicalNot _ -> logicalNot(top);
      case Op.BitNot _ -> save(top, load(Register.R1, top).alu(Alu.XOR, Register.R1, -1));
      case Op.Extend extend -> extend(extend, top);
      case Op.Reference reference -> reference(reference.bytes(), top);
      case Op.Constant constant -> save(top + 1, out.move(Register.R1, constant.value()));
      case Op.ReadRegister register -> register(register.number(), top + 1);
      case Op.ThreadBase _ -> threadBase(top + 1);
      case Op.Goto jump -> out.jump(place(jump.target()));
      case Op.IfGoto jump ->
          load(Register.R1, top).jumpIf(Condition.NOT_EQUAL, Register.R1, 0, place(jump.target()));
      case Op.Trace _, Op.TraceQuick _ -> trace(step, top);
      case Op.TraceString _ -> traceString(step, top);
      case Op.TraceNumber _ -> {
        nextCopy(Long.BYTES);
        load(Register.R2, top).store(Width.LONG, Register.R1, 0, Register.R2);
      }
      case Op.End _ -> end(top, done);
      case Op.Duplicate _ -> copy(top, top + 1);
      case Op.Pick pick -> copy(top - pick.depth(), top + 1);
      case Op.Swap _ -> swap(top);
      case Op.Rotate _ -> rotate(top);
      case Op.Drop _ -> {}
    }
  }

  private Assembler load(Register register, int depth) {
    return out.load(Width.LONG, register, Register.R10, around.slot(depth));
  }

  /// Puts `R1` onto the stack.
  ///
  /// @param computed says in the caller what was emitted before
  private void save(int depth, Assembler computed) {
    computed.store(Width.LONG, Register.R10, around.slot(depth), Register.R1);
  }

  private void binary(Operator operator, int top) {
    load(Register.R1, top - 1);
    load(Register.R2, top);
    if (operator.divides()) {
      out.jumpIf(Condition.EQUAL, Register.R2, 0, divided);
    }
    switch (operator) {
      case EQUAL -> compare(Condition.EQUAL);
      case LESS_SIGNED -> compare(Condition.LESS);
      case LESS_UNSIGNED -> compare(Condition.BELOW);
      case DIV_SIGNED -> divideSigned(Alu.DIV);
      case REM_SIGNED -> divideSigned(Alu.MOD);
      case ADD -> compute(Alu.ADD);
      case SUB -> compute(Alu.SUB);
      case MUL -> compute(Alu.MUL);
      case DIV_UNSIGNED -> compute(Alu.DIV);
      case REM_UNSIGNED -> compute(Alu.MOD);
      case LSH -> compute(Alu.LSH);
      case RSH_SIGNED -> compute(Alu.ARSH);
      case RSH_UNSIGNED -> compute(Alu.RSH);
      case BIT_AND -> compute(Alu.AND);
      case BIT_OR -> compute(Alu.OR);
      case BIT_XOR -> compute(Alu.XOR);
    }
    save(top - 1, out);
  }

  private void compute(Alu operation) {
    out.alu(operation, Register.R1, Register.R2);
  }

  /// Without the signs: that of a quotient is that of both numbers together, that of a remainder
  /// that of the first. The kernel's own instruction (since 6.6) ends a kernel without the fix of
  /// CVE-2024-49888 by a divide error where the least number is divided by -1.
  private void divideSigned(Alu unsigned) {
    out.move(Register.R3, Register.R1);
    if (unsigned == Alu.DIV) {
      out.alu(Alu.XOR, Register.R3, Register.R2);
    }
    negateIfNegative(Register.R1, Register.R1);
    negateIfNegative(Register.R2, Register.R2);
    compute(unsigned);
    negateIfNegative(Register.R3, Register.R1);
  }

  private void negateIfNegative(Register sign, Register number) {
    Label positive = new Label();
    out.move(Register.R4, 0).jumpIf(Condition.LESS_OR_EQUAL, Register.R4, sign, positive);
    out.alu(Alu.SUB, Register.R4, number).move(number, Register.R4).bind(positive);
  }

  /// `R1` becomes 1 where the condition holds of `R1` and `R2`, else 0.
  private void compare(Condition condition) {
    Label holds = new Label();
    out.move(Register.R3, 1).jumpIf(condition, Register.R1, Register.R2, holds);
    out.move(Register.R3, 0).bind(holds).move(Register.R1, Register.R3);
  }

  private void logicalNot(int top) {
    load(Register.R1, top).move(Register.R2, 0);
    compare(Condition.EQUAL);
    save(top, out);
  }

  private void extend(Op.Extend extend, int top) {
    int above = Long.SIZE - Math.min(extend.bits(), Long.SIZE);
    if (above > 0) {
      load(Register.R1, top).alu(Alu.LSH, Register.R1, above);
      save(top, out.alu(extend.signed() ? Alu.ARSH : Alu.RSH, Register.R1, above));
    }
  }

  private void register(int number, int slot) {
    int offset = ContextRegister.require(number).offset();
    save(slot, out.load(Width.LONG, Register.R1, around.context(), offset));
  }

  /// It is none of the registers that a program is given.
  private void threadBase(int slot) {
    out.call(KernelFunction.GET_CURRENT_TASK).move(Register.R3, Register.R0);
    out.alu(Alu.ADD, Register.R3, KernelTypes.threadBase().orElseThrow());
    out.store(Width.LONG, Register.R10, around.slot(slot), 0);
    out.store(Width.LONG, Register.R10, around.faultSlot(), 0);
    out.move(Register.R1, Register.R10).alu(Alu.ADD, Register.R1, around.slot(slot));
    out.move(Register.R2, Long.BYTES).call(KernelFunction.PROBE_READ_KERNEL);
    out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, unreadable);
  }

  private void reference(int bytes, int top) {
    load(Register.R3, top);
    out.store(Width.LONG, Register.R10, around.slot(top), 0);
    out.move(Register.R1, Register.R10).alu(Alu.ADD, Register.R1, around.slot(top));
    read(bytes);
  }

  /// Copies user memory at `R3` to where `R1` points.
  private void read(int bytes) {
    out.store(Width.LONG, Register.R10, around.faultSlot(), Register.R3);
    out.move(Register.R2, bytes).call(around.dialect().reading());
    out.jumpIf(Condition.NOT_EQUAL, Register.R0, 0, unreadable);
  }

  private void trace(CheckedStep step, int top) {
    load(Register.R3, step.op() instanceof Op.TraceQuick ? top : top - 1);
    nextCopy(step.copied());
    read(step.copied());
  }

  /// `R1` becomes where the copy goes.
  private void nextCopy(int bytes) {
    out.move(Register.R1, around.copies()).alu(Alu.ADD, Register.R1, copyOffset);
    copyOffset += CheckedStep.rounded(bytes);
  }

  /// Reading a string does not bring pages in, so its pages are touched before.
  private void traceString(CheckedStep step, int top) {
    load(Register.R3, top - 1);
    out.move(Register.R1, Register.R10).alu(Alu.ADD, Register.R1, around.waste());
    read(1);
    if (around.dialect().sleeping()) {
      touchNextPage(step.copied(), top - 1);
    }
    load(Register.R3, top - 1);
    nextCopy(step.copied());
    out.move(Register.R2, step.copied()).call(KernelFunction.PROBE_READ_USER_STR);
    out.jumpIf(Condition.LESS, Register.R0, 0, unreadable);
  }

  /// The string may end before, so it does not matter whether that page is there.
  private void touchNextPage(int bytes, int slot) {
    Label near = new Label();
    load(Register.R3, slot).move(Register.R2, Register.R3).alu(Alu.AND, Register.R2, PAGE - 1);
    out.jumpIf(Condition.BELOW_OR_EQUAL, Register.R2, PAGE - bytes, near);
    out.alu(Alu.OR, Register.R3, PAGE - 1).alu(Alu.ADD, Register.R3, 1);
    out.move(Register.R1, Register.R10).alu(Alu.ADD, Register.R1, around.waste());
    out.move(Register.R2, 1).call(KernelFunction.COPY_FROM_USER);
    out.bind(near);
  }

  private void swap(int top) {
    load(Register.R1, top - 1);
    load(Register.R2, top);
    put(top - 1, Register.R2);
    put(top, Register.R1);
  }

  private void rotate(int top) {
    load(Register.R1, top - 2);
    load(Register.R2, top - 1);
    load(Register.R3, top);
    put(top - 2, Register.R3);
    put(top - 1, Register.R1);
    put(top, Register.R2);
  }

  private void copy(int from, int to) {
    load(Register.R1, from);
    put(to, Register.R1);
  }

  private void put(int depth, Register value) {
    out.store(Width.LONG, Register.R10, around.slot(depth), value);
  }

  private void end(int top, Label done) {
    if (top < 0) {
      out.move(Register.R0, 0);
    } else {
      load(Register.R0, top);
    }
    out.jump(done);
  }
}
