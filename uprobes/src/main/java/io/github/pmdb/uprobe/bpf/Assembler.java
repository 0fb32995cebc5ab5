package io.github.pmdb.uprobe.bpf;

import io.github.pmdb.snapshot.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts a program together, one instruction after the other. Maps are named; what they are is told
/// when the program is loaded.
public final class Assembler {
  /// `BPF_MAXINSNS` of a process with CAP_BPF.
  private static final int MOST_INSTRUCTIONS = 1_000_000;

  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<Integer, Label> jumps = new LinkedHashMap<>();
  private final Map<Integer, String> maps = new HashMap<>();

  private Assembler add(
      int operation, Register target, Register source, int offset, int immediate) {
    instructions.add(new Instruction(operation, target, source, offset, immediate));
    return this;
  }

  /// `target = target OPERATION operand`.
  public Assembler alu(Alu operation, Register target, Register operand) {
    int code = Instruction.ALU64 | Instruction.BY_REGISTER | operation.code;
    return add(code, target, operand, operation.offset(), 0);
  }

  /// @param operand its sign is extended to 64 bits
  public Assembler alu(Alu operation, Register target, int operand) {
    int code = Instruction.ALU64 | operation.code;
    return add(code, target, Register.R0, operation.offset(), operand);
  }

  public Assembler move(Register target, Register source) {
    return alu(Alu.MOV, target, source);
  }

  /// By one slot where the sign of 32 bits extends to the constant, by two otherwise.
  public Assembler move(Register target, long constant) {
    return constant == (int) constant
        ? alu(Alu.MOV, target, (int) constant)
        : wide(target, Register.R0, (int) constant, (int) (constant >>> 32));
  }

  /// The constant that helpers take for a map.
  public Assembler map(Register target, String name) {
    maps.put(instructions.size(), name);
    return wide(target, Instruction.MAP, 0, 0);
  }

  /// The address of the first value of an array, `offset` bytes into it.
  public Assembler mapValue(Register target, String name, int offset) {
    maps.put(instructions.size(), name);
    return wide(target, Instruction.MAP_VALUE, 0, offset);
  }

  private Assembler wide(Register target, Register kind, int low, int high) {
    add(Instruction.LOAD_64, target, kind, 0, low);
    return add(0, Register.R0, Register.R0, 0, high);
  }

  /// `target = memory[address + offset]`.
  public Assembler load(Width width, Register target, Register address, int offset) {
    int code = Instruction.LOAD | Instruction.MEMORY | width.code;
    return add(code, target, address, offset, 0);
  }

  /// `memory[address + offset] = source`.
  public Assembler store(Width width, Register address, int offset, Register source) {
    int code = Instruction.STORE | Instruction.MEMORY | width.code;
    return add(code, address, source, offset, 0);
  }

  /// `memory[address + offset] = constant`.
  public Assembler store(Width width, Register address, int offset, int constant) {
    int code = Instruction.STORE_IMMEDIATE | Instruction.MEMORY | width.code;
    return add(code, address, Register.R0, offset, constant);
  }

  /// `memory[address + offset] += source`, seen whole by other processors; [Width#WORD] or
  /// [Width#LONG].
  public Assembler atomicAdd(Width width, Register address, int offset, Register source) {
    if (width.bytes() < 4) {
      throw new IllegalArgumentException("no atomic operation on %s".formatted(width));
    }
    int code = Instruction.STORE | Instruction.ATOMIC | width.code;
    return add(code, address, source, offset, Alu.ADD.code);
  }

  public Assembler jump(Label to) {
    to.use();
    jumps.put(instructions.size(), to);
    return add(Instruction.GO, Register.R0, Register.R0, 0, 0);
  }

  public Assembler jumpIf(Condition condition, Register left, Register right, Label to) {
    to.use();
    jumps.put(instructions.size(), to);
    int code = Instruction.JUMP | Instruction.BY_REGISTER | condition.code;
    return add(code, left, right, 0, 0);
  }

  /// @param right its sign is extended to 64 bits
  public Assembler jumpIf(Condition condition, Register left, int right, Label to) {
    to.use();
    jumps.put(instructions.size(), to);
    return add(Instruction.JUMP | condition.code, left, Register.R0, 0, right);
  }

  /// The next instruction is where `label` leads.
  public Assembler bind(Label label) {
    if (label.place != Label.UNBOUND) {
      throw new IllegalStateException("a label stands in one place only");
    }
    label.place = instructions.size();
    return this;
  }

  public Assembler call(KernelFunction function) {
    return add(Instruction.CALL, Register.R0, Register.R0, 0, function.number);
  }

  /// Ends with what is in `R0`.
  public Assembler exit() {
    return add(Instruction.EXIT, Register.R0, Register.R0, 0, 0);
  }

  /// How many slots there are so far.
  public int size() {
    return instructions.size();
  }

  /// @throws UserError when it is longer than the kernel takes, or a jump is too far
  public Code finish() {
    if (instructions.size() > MOST_INSTRUCTIONS) {
      throw tooLong("%d instructions, the kernel takes %d", MOST_INSTRUCTIONS);
    }
    List<Instruction> linked = new ArrayList<>(instructions);
    jumps.forEach((from, label) -> linked.set(from, linked(from, label)));
    return new Code(linked, maps);
  }

  private Instruction linked(int from, Label to) {
    if (to.place == Label.UNBOUND || to.place == instructions.size()) {
      throw new IllegalStateException("instruction %d jumps to nowhere".formatted(from));
    }
    int distance = to.place - from - 1;
    if (distance != (short) distance) {
      throw tooLong("%d instructions, and a jump inside spans more than %d", Short.MAX_VALUE);
    }
    Instruction old = instructions.get(from);
    return new Instruction(old.operation(), old.target(), old.source(), distance, old.immediate());
  }

  private UserError tooLong(String what, int limit) {
    return new UserError(
        "the program for the kernel is too long: " + what.formatted(instructions.size(), limit),
        "ask for fewer or shorter expressions");
  }
}
