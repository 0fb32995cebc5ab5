package io.github.pmdb.frame.unwind;

import io.github.pmdb.frame.dwarf.CfaRule;
import io.github.pmdb.frame.dwarf.CfaRule.ByExpression;
import io.github.pmdb.frame.dwarf.CfaRule.RegisterOffset;
import io.github.pmdb.frame.dwarf.Code;
import io.github.pmdb.frame.dwarf.CpuState;
import io.github.pmdb.frame.dwarf.Expression;
import io.github.pmdb.frame.dwarf.RegisterRule;
import io.github.pmdb.frame.dwarf.Row;
import io.github.pmdb.frame.unwind.Step.Astray;
import io.github.pmdb.frame.unwind.Step.Caller;
import io.github.pmdb.frame.unwind.Step.End;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.HashSet;
import java.util.Set;

/// One walk down one stack.
public final class StackWalk {
  private final UnwindTables tables;
  private final Memory memory;
  private final Set<Long> signalFrames = new HashSet<>();

  public StackWalk(UnwindTables tables) {
    this.tables = tables;
    this.memory = tables.memory();
  }

  /// Finds the caller of a frame.
  ///
  /// @param exact whether the frame's pc is the instruction that runs next (the innermost frame, a
  ///   frame that a signal interrupted) rather than a return address
  public Step step(CpuState frame, boolean exact) {
    if (!exact && !tables.isExecutable(frame.pc())) {
      return new Astray();
    }
    UnwindTables.Lookup lookup = tables.row(exact ? frame.pc() : frame.pc() - 1);
    if (lookup.row().isEmpty() && !exact) {
      lookup = tables.row(frame.pc()); // trampolines are returned to without having called
    }
    if (lookup.row().isPresent()) {
      return byRow(frame, lookup.row().get());
    }
    return new Guess(tables, frame, exact, lookup.why()).step();
  }

  private Step byRow(CpuState frame, Row row) {
    long cfa;
    try {
      cfa = cfa(frame, row.cfa());
    } catch (MemoryFault fault) {
      return new End(0, fault.getMessage());
    }
    if (row.rules().get(row.returnAddress()) instanceof RegisterRule.Undefined) {
      return new End(cfa, "");
    }
    try {
      CpuState caller = caller(frame, row, cfa);
      return checked(
          frame, new Caller(caller, cfa, row.signalFrame(), Step.Source.UNWIND_TABLE, ""));
    } catch (MemoryFault fault) {
      return new End(cfa, fault.getMessage());
    }
  }

  /// Ends the walk where it would go in circles or leave the stack.
  private Step checked(CpuState frame, Caller caller) {
    if (caller.interrupted()) {
      return signalFrames.add(frame.sp())
          ? caller
          : new End(caller.cfa(), "this signal frame was met before: the stack is damaged");
    }
    if (caller.state().pc() == 0) {
      return new End(caller.cfa(), "");
    }
    if (!Addresses.less(frame.sp(), caller.cfa())) {
      return new End(
          caller.cfa(),
          "the caller's frame would be at %s, not above this one: damage, or another stack"
              .formatted(Addresses.hex(caller.cfa())));
    }
    return caller;
  }

  private long cfa(CpuState frame, CfaRule rule) {
    return switch (rule) {
      case RegisterOffset(int register, long offset) -> frame.get(register) + offset;
      case ByExpression(Code code) -> Expression.evaluate(code, frame, memory);
    };
  }

  private CpuState caller(CpuState frame, Row row, long cfa) {
    long[] values = frame.copy();
    values[CpuState.RSP] = cfa; // by definition, unless a rule says more
    for (int i = 0; i < values.length; i++) {
      RegisterRule rule = row.rules().get(i);
      if (!(rule instanceof RegisterRule.Same)) {
        values[i] = value(rule, frame, cfa, i);
      }
    }
    values[CpuState.RIP] = values[row.returnAddress()];
    return CpuState.of(values);
  }

  private long value(RegisterRule rule, CpuState frame, long cfa, int register) {
    return switch (rule) {
      case RegisterRule.Undefined _, RegisterRule.Same _ -> frame.get(register);
      case RegisterRule.AtOffset(long offset) -> memory.i64(cfa + offset);
      case RegisterRule.IsOffset(long offset) -> cfa + offset;
      case RegisterRule.InRegister(int other) -> frame.get(other < 0 ? register : other);
      case RegisterRule.AtExpression(Code code) ->
          memory.i64(Expression.evaluate(code, frame, memory, cfa));
      case RegisterRule.IsExpression(Code code) -> Expression.evaluate(code, frame, memory, cfa);
    };
  }
}
