package io.github.pmdb.uprobe.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/// A program as the [Assembler] left it: its maps are names still.
///
/// @param maps which slots speak of which map
public record Code(List<Instruction> instructions, Map<Integer, String> maps) {
  public Code {
    instructions = List.copyOf(instructions);
    maps = Map.copyOf(maps);
  }

  /// The same behind instructions that leave what it is given in `R1`.
  public Code behind(Code prelude) {
    List<Instruction> all = new ArrayList<>(prelude.instructions);
    all.addAll(instructions);
    Map<Integer, String> shifted = new HashMap<>(prelude.maps);
    maps.forEach((at, map) -> shifted.put(at + prelude.instructions.size(), map));
    return new Code(all, shifted);
  }

  /// The names of all maps that it uses.
  public SequencedSet<String> mapNames() {
    return new TreeSet<>(maps.values());
  }

  /// What the kernel is given.
  ///
  /// @param descriptors the file descriptor of each map
  public byte[] bytes(ToIntFunction<String> descriptors) {
    ByteBuffer bytes =
        ByteBuffer.allocate(instructions.size() * Instruction.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < instructions.size(); i++) {
      Instruction each = instructions.get(i);
      String map = maps.get(i);
      each.put(bytes, map == null ? each.immediate() : descriptors.applyAsInt(map));
    }
    return bytes.array();
  }

  /// One line for each instruction, in the notation of the kernel's own listings.
  public List<String> lines() {
    return Disassembly.lines(this);
  }
}
