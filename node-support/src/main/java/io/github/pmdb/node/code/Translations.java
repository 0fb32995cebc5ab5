package io.github.pmdb.node.code;

import io.github.pmdb.memory.Memory;
import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.snapshot.ObjectSymbols;
import io.github.pmdb.snapshot.ObjectSymbols.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What optimized code knows of the functions that were compiled into it: for each call a list of
/// the frames that the interpreter would have (`src/deoptimizer/translation-opcode.h` of V8).
public final class Translations {
  private static final String COUNTS = "_ZZN2v88internal29TranslationOpcodeOperandCount";

  private static final int MOST_OPCODES = 128;

  /// Instructions of one list at most: damage may make it endless.
  private static final int MOST = 1 << 16;

  private static final int MOST_FRAMES = 1 << 10;

  private final Layout layout;
  private final int[] operands;

  private Translations(Layout layout, int[] operands) {
    this.layout = layout;
    this.operands = operands;
  }

  /// A frame of a list.
  ///
  /// @param offset of the bytecode that runs
  /// @param literal index of the function's `SharedFunctionInfo` among the literals of the code
  /// @param builtin whether it is a function of V8 itself
  record Frame(int offset, int literal, boolean builtin) {}

  /// @return empty where the binary does not tell how many operands instructions have
  public static Optional<Translations> of(ObjectSymbols symbols, Memory memory, Layout layout) {
    return symbols.startingWith(COUNTS).stream()
        .filter(s -> s.name().endsWith("counts") && s.size() >= 4 && s.size() <= 4 * MOST_OPCODES)
        .findFirst()
        .flatMap(s -> read(memory, s))
        .map(counts -> new Translations(layout, counts));
  }

  private static Optional<int[]> read(Memory memory, Symbol symbol) {
    int[] counts = new int[(int) (symbol.size() / 4)];
    try {
      for (int i = 0; i < counts.length; i++) {
        counts[i] = memory.i32(symbol.address() + 4L * i);
      }
    } catch (MemoryFault _) {
      // Without them functions within others are told as not known.
      return Optional.empty();
    }
    return Optional.of(counts);
  }

  /// The frames of the list that begins at `index`, outermost first; none where it is damaged.
  List<Frame> frames(byte[] bytes, int index) {
    Reading own = new Reading(bytes, index);
    int begin = own.opcode();
    if (begin < layout.get("Translation.first_begin")
        || begin > layout.get("Translation.last_begin")) {
      return List.of();
    }
    if (layout.get("Translation.matches") == 0) {
      own.operand();
      int count = own.operand();
      own.operand();
      return collect(own, Optional.empty(), count);
    }
    int back = own.bytes.unsigned();
    own.operand();
    int count = own.operand();
    if (back == 0) {
      return collect(own, Optional.empty(), count);
    }
    Reading base = new Reading(bytes, index - back);
    base.skip(base.opcode());
    return collect(own, Optional.of(base), count);
  }

  private List<Frame> collect(Reading own, Optional<Reading> base, int count) {
    List<Frame> frames = new ArrayList<>();
    int copies = 0;
    for (int i = 0; i < MOST && frames.size() < Math.min(count, MOST_FRAMES); i++) {
      Reading from = own;
      int opcode;
      if (copies > 0) {
        copies--;
        from = base.orElse(own);
        opcode = from.opcode();
      } else {
        if (!own.bytes.hasNext()) {
          break;
        }
        opcode = own.opcode();
        if (base.isPresent() && opcode >= operands.length - 1) {
          copies = opcode >= operands.length ? opcode - operands.length : own.bytes.unsigned();
          continue;
        }
        base.ifPresent(b -> b.skip(b.opcode()));
      }
      from.take(opcode).ifPresent(frames::add);
    }
    return frames;
  }

  /// Goes through instructions.
  private final class Reading {
    private final Vlq bytes;

    Reading(byte[] bytes, int at) {
      this.bytes = new Vlq(bytes, at);
    }

    int opcode() {
      return layout.get("Translation.matches") == 0 ? bytes.signed() : bytes.u8();
    }

    int operand() {
      return bytes.signed();
    }

    void skip(int opcode) {
      int count = opcode >= 0 && opcode < operands.length ? operands[opcode] : 0;
      for (int i = 0; i < count; i++) {
        bytes.unsigned();
      }
    }

    Optional<Frame> take(int opcode) {
      int first = layout.get("Translation.first_frame");
      if (opcode < first || opcode > layout.get("Translation.last_frame")) {
        skip(opcode);
        return Optional.empty();
      }
      int offset = operand();
      int literal = operand();
      for (int i = 2; i < operands[opcode]; i++) {
        bytes.unsigned();
      }
      boolean builtin = opcode - layout.get("Translation.first_builtin_frame") >= 0;
      return Optional.of(new Frame(offset, literal, builtin));
    }
  }
}
