package io.github.pmdb.breakin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// x86-64 machine code as it is written down, by the System V calling convention.
final class MachineCode {
  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  /// A place that is jumped to before it is known.
  static final class Label {
    private final List<Integer> holes = new ArrayList<>();
    private int place = -1;
  }

  private final List<Label> labels = new ArrayList<>();

  /// Bytes of instructions, in hex.
  MachineCode raw(String hex) {
    code.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
    return this;
  }

  /// A `movabs` into one of the registers that arguments go into, or into rax.
  MachineCode load(String register, long value) {
    raw(
        switch (register) {
          case "rax" -> "48b8";
          case "rcx" -> "48b9";
          case "rdx" -> "48ba";
          case "rsi" -> "48be";
          case "rdi" -> "48bf";
          default -> throw new IllegalArgumentException(register);
        });
    code.writeBytes(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  /// Calls a function; the stack must be aligned to 16 bytes.
  MachineCode call(long function) {
    return load("rax", function).raw("ffd0");
  }

  /// A jump: `e9` always, `0f84` when zero, `0f85` when not, `0f88` when negative.
  MachineCode jump(String opcode, Label label) {
    raw(opcode);
    label.holes.add(code.size());
    if (!labels.contains(label)) {
      labels.add(label);
    }
    return raw("00000000");
  }

  MachineCode here(Label label) {
    label.place = code.size();
    return this;
  }

  int size() {
    return code.size();
  }

  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.wrap(code.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    for (Label label : labels) {
      for (int hole : label.holes) {
        bytes.putInt(hole, label.place - hole - Integer.BYTES);
      }
    }
    return bytes.array();
  }
}
