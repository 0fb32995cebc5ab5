package io.github.pmdb.uprobe.agent;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.CheckedCode.CheckedStep;
import io.github.pmdb.uprobe.syscall.KernelTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Looks at bytecode before it is run. Since jumps lead forward only, one pass sees each way.
public final class Verifier {
  /// No copy is longer: events are to stay small beside the buffer that they go through.
  public static final int LONGEST_COPY = 16 << 10;

  /// A string within this lies on two pages at most, which can be touched before it is read.
  public static final int LONGEST_STRING = 4096;

  private static final String HINT = "Write the expression another way.";

  private final Map<Integer, Integer> depths = new HashMap<>();
  private final Set<Integer> offsets;
  private final Set<Integer> targets;
  private final List<CheckedStep> checked = new ArrayList<>();
  private int furthest;

  private Verifier(Bytecode code) {
    offsets = code.steps().stream().map(Step::offset).collect(Collectors.toSet());
    targets =
        code.steps().stream()
            .map(step -> target(step.op()))
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
  }

  /// @throws UserError when it cannot be run, or not here
  public static CheckedCode verify(Bytecode code) {
    Verifier verifier = new Verifier(code);
    verifier.depths.put(code.steps().getFirst().offset(), 0);
    for (int i = 0; i < code.steps().size(); i++) {
      Integer depth = verifier.depths.get(code.steps().get(i).offset());
      if (depth != null) {
        verifier.visit(code.steps(), i, depth);
      }
    }
    return new CheckedCode(verifier.checked);
  }

  private void visit(List<Step> steps, int index, int depth) {
    Step step = steps.get(index);
    Op op = step.op();
    if (depth < op.takes()) {
      throw wrong(step, "finds %d numbers on the stack, not %d".formatted(depth, op.takes()));
    }
    checkOperands(step);
    int copied = copied(steps, index);
    boolean jumpedTo = targets.contains(step.offset());
    if (copied > 0 && furthest > step.offset()) {
      throw wrong(step, "copies memory on one way only");
    }
    checked.add(new CheckedStep(step.offset(), op, depth, jumpedTo, copied));
    int after = depth + op.growth();
    target(op).ifPresent(target -> lead(step, target, after));
    if (!(op instanceof Op.Goto || op instanceof Op.End)) {
      arrive(step, steps.get(index + 1).offset(), after);
    }
  }

  private static Optional<Integer> target(Op op) {
    return switch (op) {
      case Op.Goto jump -> Optional.of(jump.target());
      case Op.IfGoto jump -> Optional.of(jump.target());
      case Op.Binary _, Op.LogicalNot _, Op.BitNot _, Op.Extend _, Op.Reference _ ->
          Optional.empty();
      case Op.Constant _, Op.ReadRegister _, Op.ThreadBase _, Op.Duplicate _ -> Optional.empty();
      case Op.Drop _, Op.Swap _, Op.Pick _ -> Optional.empty();
      case Op.Rotate _, Op.Trace _, Op.TraceQuick _, Op.TraceString _ -> Optional.empty();
      case Op.TraceNumber _, Op.End _ -> Optional.empty();
    };
  }

  private void lead(Step from, int target, int depth) {
    if (target <= from.offset()) {
      throw wrong(from, "jumps backward to %d: it might never end".formatted(target));
    }
    if (!offsets.contains(target)) {
      throw wrong(from, "jumps to %d, where no operation stands".formatted(target));
    }
    furthest = Math.max(furthest, target);
    arrive(from, target, depth);
  }

  private void arrive(Step from, int at, int depth) {
    Integer before = depths.putIfAbsent(at, depth);
    if (before != null && before != depth) {
      throw wrong(from, "meets another way at %d with another stack".formatted(at));
    }
  }

  private static void checkOperands(Step step) {
    if (step.op() instanceof Op.ReadRegister register) {
      ContextRegister.require(register.number());
    }
    if (step.op() instanceof Op.ThreadBase && KernelTypes.threadBase().isEmpty()) {
      throw new UserError(
          "where threads have variables of their own this kernel does not tell"
              + " (/sys/kernel/btf/vmlinux)",
          "Print a pointer to it that the program has.");
    }
    if (step.op() instanceof Op.Extend extend && (extend.bits() < 1 || extend.bits() > 255)) {
      throw wrong(step, "extends from " + extend.bits() + " bits");
    }
  }

  private int copied(List<Step> steps, int index) {
    Step step = steps.get(index);
    return switch (step.op()) {
      case Op.TraceQuick trace -> bounded(trace.bytes(), LONGEST_COPY);
      case Op.Trace _ -> bounded(constantBefore(steps, index), LONGEST_COPY);
      case Op.TraceString _ -> bounded(constantBefore(steps, index), LONGEST_STRING);
      case Op.TraceNumber _ -> Long.BYTES;
      case Op.Binary _, Op.LogicalNot _, Op.BitNot _, Op.Extend _, Op.Reference _ -> 0;
      case Op.Constant _, Op.ReadRegister _, Op.ThreadBase _, Op.Duplicate _ -> 0;
      case Op.Drop _, Op.Swap _, Op.Pick _ -> 0;
      case Op.Rotate _, Op.Goto _, Op.IfGoto _, Op.End _ -> 0;
    };
  }

  private long constantBefore(List<Step> steps, int index) {
    Step step = steps.get(index);
    if (targets.contains(step.offset())
        || !(steps.get(index - 1).op() instanceof Op.Constant constant)) {
      throw wrong(step, "copies a number of bytes that is not known in advance");
    }
    return constant.value();
  }

  /// @throws UserError when a probe does not copy so much at once
  public static void requireLength(long bytes) {
    int _ = bounded(bytes, LONGEST_COPY);
  }

  private static int bounded(long bytes, int most) {
    if (bytes < 1 || bytes > most) {
      throw new UserError(
          "the expression wants a copy of %d bytes at once; %d is the most".formatted(bytes, most),
          "Print a part of it: a member, or an element.");
    }
    return (int) bytes;
  }

  private static UserError wrong(Step step, String what) {
    return new UserError(
        "gdb compiled the expression to something that cannot be run: operation %d %s"
            .formatted(step.offset(), what),
        HINT);
  }
}
