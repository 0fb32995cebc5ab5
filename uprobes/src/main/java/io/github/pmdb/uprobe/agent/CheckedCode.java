package io.github.pmdb.uprobe.agent;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Bytecode that can be run without looking any further: each operation finds what it takes, jumps
/// lead forward to an operation, and sizes of copies are known. What cannot be reached is gone.
/// Only [Verifier] makes it.
public final class CheckedCode {
  private final List<CheckedStep> steps;

  CheckedCode(List<CheckedStep> steps) {
    this.steps = List.copyOf(steps);
  }

  public List<CheckedStep> steps() {
    return steps;
  }

  /// Those that it reads, in gdb's counting.
  public Set<Integer> registers() {
    return steps.stream()
        .map(CheckedStep::op)
        .filter(Op.ReadRegister.class::isInstance)
        .map(op -> ((Op.ReadRegister) op).number())
        .collect(Collectors.toUnmodifiableSet());
  }

  /// How many numbers are on the stack at most.
  public int deepest() {
    return steps.stream().mapToInt(CheckedStep::highest).max().orElse(0);
  }

  /// How many bytes of copies are taken, each rounded up to a multiple of 8.
  public int copiedBytes() {
    return steps.stream().mapToInt(step -> CheckedStep.rounded(step.copied())).sum();
  }

  /// An operation that will be reached.
  ///
  /// @param depth how many numbers are on the stack before it
  /// @param target whether a jump leads here
  /// @param copied how many bytes it copies, at most
  public record CheckedStep(int offset, Op op, int depth, boolean target, int copied) {
    int highest() {
      return depth + Math.max(0, op.growth());
    }

    static int rounded(int bytes) {
      return (bytes + 7) & ~7;
    }
  }
}
