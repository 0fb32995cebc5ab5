package io.github.pmdb.node.code;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.snapshot.ObjectSymbols;
import java.util.Optional;

/// Which bytecode the machine code of Sparkplug runs: a table beside the code has the length of the
/// machine code of each instruction in turn (`src/baseline/bytecode-offset-iterator.h` of V8).
public final class BaselineOffsets {
  private static final String SIZES = "_ZN2v88internal11interpreter9Bytecodes14kBytecodeSizesE";

  /// Operands have one, two or four bytes; a prefix makes them wider.
  private static final int SCALES = 3;

  private static final int MOST_OPCODES = 256;

  private final byte[][] sizes;

  private BaselineOffsets(byte[][] sizes) {
    this.sizes = sizes;
  }

  /// @return empty where the binary does not tell the lengths of instructions
  public static Optional<BaselineOffsets> of(ObjectSymbols symbols, Memory memory) {
    return symbols.startingWith(SIZES).stream()
        .filter(s -> s.size() >= SCALES && s.size() <= SCALES * MOST_OPCODES)
        .findFirst()
        .flatMap(s -> read(memory, s.address(), (int) (s.size() / SCALES)));
  }

  private static Optional<BaselineOffsets> read(Memory memory, long at, int opcodes) {
    byte[][] sizes = new byte[SCALES][];
    try {
      for (int i = 0; i < SCALES; i++) {
        sizes[i] = memory.bytes(at + (long) i * opcodes, opcodes);
      }
    } catch (MemoryFault _) {
      // Without them lines of this tier are told as not known.
      return Optional.empty();
    }
    return Optional.of(new BaselineOffsets(sizes));
  }

  /// @param table of the code object
  /// @param bytecode instructions of the function
  /// @param pc distance of the return address from the code's beginning
  /// @return offset of the instruction that runs, -1 before the first
  public int offset(byte[] table, byte[] bytecode, long pc) {
    Vlq lengths = new Vlq(table, 0);
    long end = lengths.unsigned();
    int offset = -1;
    int next = 0;
    while (end < pc && lengths.hasNext() && next < bytecode.length) {
      offset = next;
      next += length(bytecode, next);
      end += lengths.unsigned();
    }
    return offset;
  }

  private int length(byte[] bytecode, int at) {
    int opcode = bytecode[at] & 0xff;
    int scale =
        switch (opcode) {
          case 0, 2 -> 1;
          case 1, 3 -> 2;
          default -> 0;
        };
    if (scale == 0) {
      return size(0, opcode);
    }
    return at + 1 < bytecode.length ? 1 + size(scale, bytecode[at + 1] & 0xff) : 1;
  }

  private int size(int scale, int opcode) {
    return opcode < sizes[scale].length ? Math.max(1, sizes[scale][opcode]) : 1;
  }
}
