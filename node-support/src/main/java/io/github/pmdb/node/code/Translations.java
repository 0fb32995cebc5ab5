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

  /// Of one instruction; V8 has none with more than six.
  private static final int MOST_OPERANDS = 16;

  /// Instructions of one list at most: damage may make it endless.
  private static final int MOST = 1 << 16;

  private static final int MOST_FRAMES = 1 << 10;

  /// Instructions that are kept of one frame.
  private static final int MOST_VALUES = 1 << 10;

  private final Layout layout;
  private final int[] operands;

  private Translations(Layout layout, int[] operands) {
    this.layout = layout;
    this.operands = operands;
  }

  /// An instruction with its operands.
  record Instruction(int opcode, List<Integer> operands) {
    /// 0 for one that it does not have.
    int operand(int index) {
      return index < operands.size() ? operands.get(index) : 0;
    }
  }

  /// A frame of a list.
  ///
  /// @param offset of the bytecode that runs
  /// @param literal index of the function's `SharedFunctionInfo` among the literals of the code
  /// @param builtin whether it is a function of V8 itself
  /// @param values of the frame: the function, the receiver, parameters, then others
  /// @param passed the same of what was passed, where that is more or less than its parameters
  /// @param passedCount how many were passed, with the receiver; 0 where it is as many as
  ///   parameters
  record Frame(
      int offset,
      int literal,
      boolean builtin,
      List<Instruction> values,
      List<Instruction> passed,
      int passedCount) {}

  /// @return empty where the binary does not tell, or not sanely, how many operands instructions
  ///   have
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
        if (counts[i] < 0 || counts[i] > MOST_OPERANDS) {
          return Optional.empty();
        }
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
    if (!isBegin(begin)) {
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
    Frames frames = new Frames(Math.min(count, MOST_FRAMES));
    int copies = 0;
    for (int i = 0; i < MOST && !frames.areComplete(); i++) {
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
      frames.add(from.take(opcode));
    }
    return frames.found();
  }

  /// Sorts instructions by the frames that they belong to.
  private final class Frames {
    private final int count;
    private final List<Frame> found = new ArrayList<>();
    private List<Instruction> values = new ArrayList<>();
    private List<Instruction> passed = List.of();
    private int passedCount;
    private boolean ended;

    Frames(int count) {
      this.count = count;
    }

    /// Of the last frame no more values than those that may be asked for.
    boolean areComplete() {
      return ended || (found.size() >= count && values.size() >= MOST_VALUES);
    }

    List<Frame> found() {
      return found;
    }

    void add(Instruction instruction) {
      int opcode = instruction.opcode();
      boolean isFrame =
          opcode >= layout.get("Translation.first_frame")
              && opcode <= layout.get("Translation.last_frame");
      if (isFrame && found.size() < count) {
        frame(instruction);
      } else if (opcode == layout.get("Translation.extra_arguments")) {
        passed = values = new ArrayList<>();
        boolean counted = layout.get("Translation.extra_arguments_receiver") != 0;
        passedCount = instruction.operand(1) + (counted ? 0 : 1);
      } else if (isFrame || isBegin(opcode)) {
        ended = true;
      } else if (values.size() < MOST_VALUES) {
        values.add(instruction);
      }
    }

    private void frame(Instruction instruction) {
      values = new ArrayList<>();
      boolean builtin = instruction.opcode() >= layout.get("Translation.first_builtin_frame");
      found.add(
          new Frame(
              instruction.operand(0),
              instruction.operand(1),
              builtin,
              values,
              passed,
              passedCount));
      passed = List.of();
      passedCount = 0;
    }
  }

  private boolean isBegin(int opcode) {
    return opcode >= layout.get("Translation.first_begin")
        && opcode <= layout.get("Translation.last_begin");
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
      take(opcode);
    }

    Instruction take(int opcode) {
      int count = opcode >= 0 && opcode < operands.length ? operands[opcode] : 0;
      List<Integer> values = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        values.add(operand());
      }
      return new Instruction(opcode, values);
    }
  }
}
