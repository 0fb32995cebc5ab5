package io.github.pmdb.uprobe.bpf;

import java.util.ArrayList;
import java.util.List;

/// Prints programs: `r2 = *(u64 *)(r1 + 96)`, as the kernel and its tools do, with the number of
/// the instruction that a jump leads to.
final class Disassembly {
  private final Code code;

  private Disassembly(Code code) {
    this.code = code;
  }

  static List<String> lines(Code code) {
    Disassembly text = new Disassembly(code);
    List<String> lines = new ArrayList<>();
    int size = code.instructions().size();
    for (int i = 0; i < size; i++) {
      boolean two = code.instructions().get(i).operation() == Instruction.LOAD_64;
      lines.add("%4d: %s".formatted(i, text.line(i)));
      i += two ? 1 : 0;
    }
    return lines;
  }

  private String line(int index) {
    Instruction each = code.instructions().get(index);
    return switch (each.kind()) {
      case Instruction.LOAD_IMMEDIATE -> constant(index, each);
      case Instruction.LOAD -> each.target() + " = " + memory(each, each.source());
      case Instruction.STORE_IMMEDIATE -> memory(each, each.target()) + " = " + each.immediate();
      case Instruction.STORE -> store(each);
      case Instruction.JUMP -> jump(index, each);
      case Instruction.ALU64 -> each.target() + " " + Alu.of(each).sign + " " + secondOperand(each);
      default -> throw new IllegalArgumentException("the assembler makes no " + each);
    };
  }

  private String constant(int index, Instruction first) {
    Instruction second = code.instructions().get(index + 1);
    String map = code.maps().get(index);
    if (map == null) {
      long value = (first.immediate() & 0xffff_ffffL) | (long) second.immediate() << 32;
      return first.target() + " = 0x" + Long.toHexString(value) + " ll";
    }
    return first.source() == Instruction.MAP_VALUE
        ? "%s = value of map[%s] + %d".formatted(first.target(), map, second.immediate())
        : "%s = map[%s]".formatted(first.target(), map);
  }

  private static String memory(Instruction each, Register address) {
    int bits = Width.ofCode(each.operation()).bytes() * 8;
    String sign = each.offset() < 0 ? "-" : "+";
    return "*(u%d *)(%s %s %d)".formatted(bits, address, sign, Math.abs(each.offset()));
  }

  private static String store(Instruction each) {
    boolean atomic = (each.operation() & 0xe0) == Instruction.ATOMIC;
    String text = memory(each, each.target()) + (atomic ? " += " : " = ") + each.source();
    return atomic ? "lock " + text : text;
  }

  private static String jump(int index, Instruction each) {
    int to = index + 1 + each.offset();
    return switch (each.operation()) {
      case Instruction.CALL -> "call " + KernelFunction.name(each.immediate());
      case Instruction.EXIT -> "exit";
      case Instruction.GO -> "goto " + to;
      default -> {
        String sign = Condition.of(each).sign;
        yield "if %s %s %s goto %d".formatted(each.target(), sign, secondOperand(each), to);
      }
    };
  }

  private static String secondOperand(Instruction each) {
    return each.byRegister() ? each.source().toString() : Integer.toString(each.immediate());
  }
}
