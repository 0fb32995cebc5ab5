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
  private static final int FEWEST_OPCODES = 128;

  /// Bytes that are searched at a time.
  private static final int PIECE = 1 << 20;

  private static final int MOST_PIECES = 512;

  private final byte[][] sizes;

  private BaselineOffsets(byte[][] sizes) {
    this.sizes = sizes;
  }

  /// By the name of the table, or in a stripped binary by what it begins with.
  ///
  /// @return empty where the binary does not tell the lengths of instructions
  public static Optional<BaselineOffsets> of(ObjectSymbols symbols, Memory memory) {
    return symbols.startingWith(SIZES).stream()
        .filter(s -> s.size() >= SCALES && s.size() <= SCALES * MOST_OPCODES)
        .findFirst()
        .flatMap(s -> read(memory, s.address(), (int) (s.size() / SCALES)))
        .or(() -> symbols.section(".rodata").flatMap(s -> search(memory, s)));
  }

  private static Optional<BaselineOffsets> search(Memory memory, ObjectSymbols.Section section) {
    long end = section.address() + Math.min(section.size(), (long) MOST_PIECES * PIECE);
    int behind = SCALES * MOST_OPCODES;
    for (long at = section.address(); at < end; at += PIECE) {
      int length = (int) Math.min(PIECE + behind, end - at);
      try {
        byte[] piece = memory.bytes(at, length);
        for (int i = 0; i < Math.min(PIECE, length - behind); i++) {
          int opcodes = opcodes(piece, i);
          if (opcodes > 0) {
            return read(memory, at + i, opcodes);
          }
        }
      } catch (MemoryFault _) {
        // It may lie in another piece.
      }
    }
    return Optional.empty();
  }

  /// The number of opcodes if a table begins there, else 0: one list for each scale.
  private static int opcodes(byte[] bytes, int at) {
    if (!begins(bytes, at, 1)) {
      return 0;
    }
    for (int n = FEWEST_OPCODES; n <= MOST_OPCODES && at + (SCALES * n) <= bytes.length; n++) {
      if (begins(bytes, at + n, 2) && begins(bytes, at + 2 * n, 4)) {
        return n;
      }
    }
    return 0;
  }

  /// Four prefixes, then breakpoints for instructions with no to four operands of that width, and
  /// for those with two or three behind a prefix of their own (`bytecodes.h`, 10.2 to 14.6).
  private static boolean begins(byte[] bytes, int at, int width) {
    for (int i = 0; i < 5; i++) {
      if (bytes[at + i] != 1 || bytes[at + 4 + i] != 1 + i * width) {
        return false;
      }
    }
    return bytes[at + 9] == 3 + 2 * width && bytes[at + 10] == 3 + 3 * width;
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
