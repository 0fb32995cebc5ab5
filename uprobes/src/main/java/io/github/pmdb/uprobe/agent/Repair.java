package io.github.pmdb.uprobe.agent;

import java.util.ArrayList;
import java.util.List;

/// Mends what gdb's compiler is known to get wrong without saying so.
public final class Repair {
  private static final int POINTER_BITS = 64;

  private Repair() {}

  /// Nothing moves, so that jumps stay right.
  public static Bytecode mend(Bytecode code) {
    List<Step> steps = new ArrayList<>(code.steps());
    for (int i = 0; i < steps.size(); i++) {
      if (truncatesFrame(steps, i)) {
        steps.set(i, new Step(steps.get(i).offset(), new Op.Extend(POINTER_BITS, false)));
      } else if (dividesDifference(steps, i)) {
        steps.set(i, new Step(steps.get(i).offset(), new Op.Binary(Operator.DIV_SIGNED)));
      }
    }
    return new Bytecode(steps);
  }

  /// Where the frame's base is the frame pointer itself, as clang has it without optimisation, gdb
  /// extends it as though it were the variable: `reg 6; ext 32; const8 236; ext 8; add; ref32`.
  private static boolean truncatesFrame(List<Step> steps, int i) {
    if (!(op(steps, i) instanceof Op.Extend extend)
        || extend.bits() >= POINTER_BITS
        || !(op(steps, i - 1) instanceof Op.ReadRegister register)
        || !isFrame(register)
        || !(op(steps, i + 1) instanceof Op.Constant)) {
      return false;
    }
    int at = op(steps, i + 2) instanceof Op.Extend ? i + 3 : i + 2;
    return op(steps, at).equals(new Op.Binary(Operator.ADD)) && isRead(op(steps, at + 1));
  }

  private static boolean isFrame(Op.ReadRegister register) {
    return register.number() == ContextRegister.RBP.number()
        || register.number() == ContextRegister.RSP.number();
  }

  private static boolean isRead(Op op) {
    return op instanceof Op.Reference || op instanceof Op.TraceQuick || op instanceof Op.Constant;
  }

  /// The difference of two pointers is signed; gdb divides it by the size of what they point to as
  /// though it were not. An integer's difference is extended before anything divides it.
  private static boolean dividesDifference(List<Step> steps, int i) {
    return op(steps, i).equals(new Op.Binary(Operator.DIV_UNSIGNED))
        && op(steps, i - 1) instanceof Op.Constant
        && op(steps, i - 2).equals(new Op.Binary(Operator.SUB));
  }

  private static Op op(List<Step> steps, int index) {
    return index >= 0 && index < steps.size() ? steps.get(index).op() : new Op.End();
  }
}
