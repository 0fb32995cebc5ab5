package io.github.pmdb.uprobe.code;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// Finds where a function returns, by going through its instructions from the first to the last.
public final class ReturnInstructions {
  private ReturnInstructions() {}

  /// Where jumps with a distance lead that lead out of the code, as indexes.
  ///
  /// @param code as for [#of], which gave something for it
  public static List<Integer> departures(byte[] code) {
    InstructionLength instruction = new InstructionLength(code);
    List<Integer> targets = new ArrayList<>();
    for (int at = 0; at < code.length; at += instruction.length(at)) {
      boolean jumps = instruction.length(at) != InstructionLength.UNKNOWN && instruction.jumps();
      int target = instruction.target();
      if (jumps && (target < 0 || target >= code.length)) {
        targets.add(target);
      }
    }
    return targets;
  }

  /// The indexes at which return instructions begin; empty where the code has something else in
  /// between, so that instructions cannot be told for certain: a probe inside of one would destroy
  /// it.
  ///
  /// @param code of the whole function
  public static Optional<List<Integer>> of(byte[] code) {
    InstructionLength instruction = new InstructionLength(code);
    BitSet starts = new BitSet(code.length);
    List<Integer> targets = new ArrayList<>();
    List<Integer> returns = new ArrayList<>();
    for (int at = 0; at < code.length; ) {
      int length = instruction.length(at);
      if (length == InstructionLength.UNKNOWN) {
        return Optional.empty();
      }
      starts.set(at);
      targets.add(instruction.target());
      if (instruction.returns()) {
        returns.add(at);
      }
      at += length;
    }
    boolean consistent =
        targets.stream()
            .allMatch(target -> target < 0 || target >= code.length || starts.get(target));
    return consistent ? Optional.of(List.copyOf(returns)) : Optional.empty();
  }
}
