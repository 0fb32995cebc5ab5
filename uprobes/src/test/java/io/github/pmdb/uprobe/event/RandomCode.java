package io.github.pmdb.uprobe.event;

import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.agent.Op;
import io.github.pmdb.uprobe.agent.Operator;
import io.github.pmdb.uprobe.agent.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Bytecode that nobody would write: every operation, branches, divisors that are 0, pointers into
/// a piece of memory, past its end and to nowhere.
final class RandomCode {
  private static final int DEEPEST = 5;
  private static final int[] WIDTHS = {1, 2, 4, 8};
  private static final List<Operator> OPERATORS = List.of(Operator.values());
  private static final List<Operator> DIVISIONS =
      List.of(
          Operator.DIV_SIGNED, Operator.DIV_UNSIGNED, Operator.REM_SIGNED, Operator.REM_UNSIGNED);

  /// The arguments of a function: rdi, rsi, rdx, rcx, r8, r9.
  private static final int[] REGISTERS = {5, 4, 3, 2, 8, 9};

  private final RandomGenerator random;
  private final long start;
  private final int size;
  private final List<Op> ops = new ArrayList<>();

  private RandomCode(RandomGenerator random, long start, int size) {
    this.random = random;
    this.start = start;
    this.size = size;
  }

  /// Bytecode whose result is a number.
  static Bytecode number(RandomGenerator random, long start, int size) {
    RandomCode code = new RandomCode(random, start, size);
    code.value(0);
    return code.finish();
  }

  /// Bytecode whose result is an address, most often one in `[start, start + size)`.
  static Bytecode address(RandomGenerator random, long start, int size) {
    RandomCode code = new RandomCode(random, start, size);
    code.address(DEEPEST - 2);
    return code.finish();
  }

  private Bytecode finish() {
    ops.add(new Op.End());
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < ops.size(); i++) {
      steps.add(new Step(i, ops.get(i)));
    }
    return new Bytecode(steps);
  }

  /// Adds operations that leave one number more.
  private void value(int depth) {
    if (depth >= DEEPEST) {
      leaf();
      return;
    }
    switch (random.nextInt(12)) {
      case 0 -> leaf();
      case 1 -> reference(depth);
      case 2 -> unary(depth);
      case 3 -> branch(depth);
      case 4 -> shuffled(depth);
      case 5 -> divided(depth);
      case 6 -> reference(depth);
      default -> binary(depth, OPERATORS.get(random.nextInt(OPERATORS.size())));
    }
  }

  private void leaf() {
    if (random.nextBoolean()) {
      ops.add(new Op.ReadRegister(REGISTERS[random.nextInt(REGISTERS.length)]));
    } else {
      ops.add(new Op.Constant(constant()));
    }
  }

  private long constant() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(-2, 3);
      case 1 -> random.nextInt();
      case 2 -> random.nextLong();
      case 3 -> 1L << random.nextInt(64);
      case 4 -> Long.MIN_VALUE;
      default -> random.nextInt(256);
    };
  }

  private void binary(int depth, Operator operator) {
    value(depth + 1);
    value(depth + 1);
    ops.add(new Op.Binary(operator));
  }

  private void unary(int depth) {
    value(depth + 1);
    ops.add(
        switch (random.nextInt(3)) {
          case 0 -> new Op.LogicalNot();
          case 1 -> new Op.BitNot();
          default -> new Op.Extend(random.nextInt(1, 70), random.nextBoolean());
        });
  }

  /// By a small number, which is 0 at times.
  private void divided(int depth) {
    value(depth + 1);
    ops.add(new Op.Constant(random.nextInt(-3, 4)));
    ops.add(new Op.Binary(DIVISIONS.get(random.nextInt(DIVISIONS.size()))));
  }

  private void branch(int depth) {
    value(depth + 1);
    int conditional = ops.size();
    ops.add(new Op.End());
    value(depth + 1);
    int over = ops.size();
    ops.add(new Op.End());
    ops.set(conditional, new Op.IfGoto(ops.size()));
    value(depth + 1);
    ops.set(over, new Op.Goto(ops.size()));
  }

  private void shuffled(int depth) {
    value(depth + 1);
    value(depth + 1);
    switch (random.nextInt(4)) {
      case 0 -> ops.add(new Op.Swap());
      case 1 -> {
        ops.add(new Op.Pick(1));
        ops.add(new Op.Binary(Operator.BIT_XOR));
      }
      case 2 -> {
        ops.add(new Op.Duplicate());
        ops.add(new Op.Rotate());
        ops.add(new Op.Binary(Operator.SUB));
      }
      default -> {
        ops.add(new Op.Drop());
        ops.add(new Op.Duplicate());
      }
    }
    ops.add(new Op.Binary(Operator.SUB));
  }

  private void reference(int depth) {
    address(depth + 1);
    ops.add(new Op.Reference(WIDTHS[random.nextInt(WIDTHS.length)]));
  }

  private void address(int depth) {
    value(depth);
    if (random.nextInt(20) > 0) {
      ops.add(new Op.Constant(size - 1));
      ops.add(new Op.Binary(Operator.BIT_AND));
      ops.add(new Op.Constant(start));
      ops.add(new Op.Binary(Operator.ADD));
    }
  }
}
