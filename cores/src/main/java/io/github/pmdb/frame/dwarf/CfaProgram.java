package io.github.pmdb.frame.dwarf;

import io.github.pmdb.frame.dwarf.CfaRule.ByExpression;
import io.github.pmdb.frame.dwarf.CfaRule.RegisterOffset;
import io.github.pmdb.memory.Addresses;
import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Runs the call frame instructions of a function up to an address (DWARF 5, section 6.4.2).
///
/// Runs are as long as the entry, which [EhFrame] bounds: there are no jumps.
final class CfaProgram {
  /// States that `DW_CFA_remember_state` may stack up; compilers use one or two.
  private static final int MAX_REMEMBERED = 64;

  private record State(CfaRule cfa, List<RegisterRule> rules) {}

  private final Fde fde;
  private final Cie cie;
  private final Memory memory;
  private final long target;
  private final Deque<State> remembered = new ArrayDeque<>();

  private CfaRule cfa = new RegisterOffset(CpuState.RSP, 8);
  private RegisterRule[] rules = new RegisterRule[CpuState.COUNT];
  private RegisterRule[] initial;
  private long location;

  private CfaProgram(Fde fde, long target, Memory memory) {
    this.fde = fde;
    this.cie = fde.cie();
    this.memory = memory;
    this.target = target;
    this.location = fde.start();
    Arrays.fill(rules, RegisterRule.SAME);
    initial = rules;
  }

  /// The row that holds at `address`, which the entry covers.
  static Row rowAt(Fde fde, long address, Memory memory) {
    CfaProgram run = new CfaProgram(fde, address, memory);
    run.run(fde.cie().program().cursor());
    run.initial = run.rules.clone();
    run.run(fde.program().cursor());
    return new Row(run.cfa, List.of(run.rules), fde.cie().returnAddress(), fde.cie().signalFrame());
  }

  private void run(DwarfBytes in) {
    while (!in.atEnd()) {
      int opcode = in.u8();
      int operand = opcode & 0x3f;
      switch (opcode & 0xc0) {
        case 0x40 -> advance(operand);
        case 0x80 -> set(operand, atOffset(in.uleb()));
        case 0xc0 -> restore(operand);
        default -> extended(opcode, in);
      }
      if (Addresses.less(target, location)) {
        return;
      }
    }
  }

  private void advance(long delta) {
    location += delta * cie.codeAlignment();
  }

  private void extended(int opcode, DwarfBytes in) {
    switch (opcode) {
      case 0x00 -> {} // DW_CFA_nop
      case 0x01 ->
          location = PointerEncoding.pointer(in, cie.pointerEncoding(), fde.start(), memory);
      case 0x02 -> advance(in.u8());
      case 0x03 -> advance(in.unsigned(2));
      case 0x04 -> advance(in.u32());
      case 0x0a -> remember();
      case 0x0b -> restoreState(in);
      case 0x0c -> cfa = new RegisterOffset(cfaRegister(in), in.uleb());
      case 0x0d -> cfa = new RegisterOffset(cfaRegister(in), cfaOffset(in));
      case 0x0e -> cfa = new RegisterOffset(currentCfaRegister(in), in.uleb());
      case 0x0f -> cfa = new ByExpression(in.block());
      case 0x12 -> cfa = new RegisterOffset(cfaRegister(in), in.sleb() * cie.dataAlignment());
      case 0x13 ->
          cfa = new RegisterOffset(currentCfaRegister(in), in.sleb() * cie.dataAlignment());
      case 0x2e -> in.uleb(); // DW_CFA_GNU_args_size: for exceptions only
      default -> registerRule(opcode, in);
    }
  }

  private void registerRule(int opcode, DwarfBytes in) {
    int register = in.register();
    switch (opcode) {
      case 0x05 -> set(register, atOffset(in.uleb()));
      case 0x06 -> restore(register);
      case 0x07 -> set(register, RegisterRule.UNDEFINED);
      case 0x08 -> set(register, RegisterRule.SAME);
      case 0x09 -> set(register, new RegisterRule.InRegister(in.register()));
      case 0x10 -> set(register, new RegisterRule.AtExpression(in.block()));
      case 0x11 -> set(register, atOffset(in.sleb()));
      case 0x14 -> set(register, new RegisterRule.IsOffset(in.uleb() * cie.dataAlignment()));
      case 0x15 -> set(register, new RegisterRule.IsOffset(in.sleb() * cie.dataAlignment()));
      case 0x16 -> set(register, new RegisterRule.IsExpression(in.block()));
      case 0x2f -> set(register, atOffset(-in.uleb())); // DW_CFA_GNU_negative_offset_extended
      default -> throw fault(in, "call frame instruction 0x%x is not known".formatted(opcode));
    }
  }

  private RegisterRule atOffset(long factored) {
    return new RegisterRule.AtOffset(factored * cie.dataAlignment());
  }

  private void set(int register, RegisterRule rule) {
    if (register >= 0 && register < rules.length) {
      rules[register] = rule;
    }
  }

  private void restore(int register) {
    if (register >= 0 && register < rules.length) {
      rules[register] = initial[register];
    }
  }

  private void remember() {
    if (remembered.size() < MAX_REMEMBERED) {
      remembered.push(new State(cfa, List.of(rules)));
    }
  }

  private void restoreState(DwarfBytes in) {
    if (remembered.isEmpty()) {
      throw fault(in, "it restores a state that was not remembered");
    }
    State state = remembered.pop();
    cfa = state.cfa();
    rules = state.rules().toArray(RegisterRule[]::new);
  }

  private int cfaRegister(DwarfBytes in) {
    int register = in.register();
    if (register < 0) {
      throw fault(in, "the frame address is based on a register that is not tracked");
    }
    return register;
  }

  private int currentCfaRegister(DwarfBytes in) {
    if (cfa instanceof RegisterOffset(int register, long _)) {
      return register;
    }
    throw fault(in, "it changes the offset of a frame address that has none");
  }

  private long cfaOffset(DwarfBytes in) {
    if (cfa instanceof RegisterOffset(int _, long offset)) {
      return offset;
    }
    throw fault(in, "it changes the register of a frame address that has none");
  }

  private static MemoryFault fault(DwarfBytes in, String why) {
    return new MemoryFault(in.address(), 1, why);
  }
}
