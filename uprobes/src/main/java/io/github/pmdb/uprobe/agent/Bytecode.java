package io.github.pmdb.uprobe.agent;

import java.util.ArrayList;
import java.util.List;

/// A compiled expression.
///
/// @param steps by ascending offset, the last one an [Op.End]
public record Bytecode(List<Step> steps) {
  public Bytecode {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || !(steps.getLast().op() instanceof Op.End)) {
      throw new IllegalArgumentException("bytecode that does not end: " + steps);
    }
  }

  /// The same, but what it leaves is the address of something of which a copy is taken.
  public Bytecode copying(int bytes) {
    return followedBy(new Op.Constant(bytes), new Op.Trace());
  }

  /// The same, but what it leaves is the address of a string, which is copied.
  ///
  /// @param bytes with the NUL, at most
  public Bytecode copyingString(int bytes) {
    return followedBy(new Op.Constant(bytes), new Op.TraceString());
  }

  /// Takes copies of the numbers that several leave, one behind the other.
  public static Bytecode copyingNumbers(List<Bytecode> numbers) {
    List<Step> steps = new ArrayList<>();
    int offset = 0;
    for (Bytecode number : numbers) {
      List<Step> one = number.followedBy(new Op.TraceNumber()).steps;
      for (Step step : one.subList(0, one.size() - 1)) {
        steps.add(step.movedBy(offset));
      }
      offset += one.getLast().offset();
    }
    steps.add(new Step(offset, new Op.End()));
    return new Bytecode(steps);
  }

  /// Jumps to the end lead to what follows.
  private Bytecode followedBy(Op... more) {
    List<Step> longer = new ArrayList<>(steps);
    int offset = longer.removeLast().offset();
    for (Op each : more) {
      longer.add(new Step(offset++, each));
    }
    longer.add(new Step(offset, new Op.End()));
    return new Bytecode(longer);
  }
}
