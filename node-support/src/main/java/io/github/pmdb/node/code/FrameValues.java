package io.github.pmdb.node.code;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the values that a list of frames describes: where each is in the frame of the machine
/// code, which constant it is, or that it is nowhere (`TranslatedState` of V8).
final class FrameValues {
  private static final int MOST_NESTED = 1 << 12;

  private static final Argument OPTIMIZED_OUT = new Argument.Text("<optimized out>");
  private static final Argument NEVER_MADE =
      new Argument.Text("<optimized out: the object was never allocated>");
  private static final Argument ELSEWHERE = new Argument.Text("<optimized out: in a register>");

  /// Kinds of values, by what V8 calls their instructions.
  private enum Kind {
    LITERAL,
    TAGGED_STACK_SLOT,
    INT32_STACK_SLOT,
    UINT32_STACK_SLOT,
    BOOL_STACK_SLOT,
    DOUBLE_STACK_SLOT,
    HOLEY_DOUBLE_STACK_SLOT,
    OPTIMIZED_OUT,
    CAPTURED_OBJECT,
    DUPLICATED_OBJECT,
    STRING_CONCAT,
    OTHER
  }

  private final HeapReader reader;
  private final long literals;
  private final long fp;
  private final Map<Integer, Kind> kinds = new HashMap<>();
  private int nested;

  /// @param literals the constants of the code
  /// @param fp frame pointer of the machine code
  FrameValues(HeapReader reader, long literals, long fp) {
    this.reader = reader;
    this.literals = literals;
    this.fp = fp;
    Layout layout = reader.layout();
    for (Kind kind : Kind.values()) {
      String name = "Translation." + kind.name();
      if (layout.has(name)) {
        kinds.put(layout.get(name), kind);
      }
    }
  }

  /// The first values of a frame.
  ///
  /// @return fewer where the list ends before
  List<Argument> read(List<Translations.Instruction> instructions, int count) {
    List<Argument> values = new ArrayList<>();
    int at = 0;
    nested = 0;
    while (values.size() < count && at < instructions.size()) {
      values.add(value(instructions.get(at)));
      at = behind(instructions, at);
    }
    return values;
  }

  /// The place behind a value and those that it consists of.
  private int behind(List<Translations.Instruction> instructions, int at) {
    Translations.Instruction first = instructions.get(at);
    int parts =
        switch (kind(first)) {
          case CAPTURED_OBJECT -> Math.clamp(first.operand(0), 0, MOST_NESTED);
          case STRING_CONCAT -> 2;
          case LITERAL,
              TAGGED_STACK_SLOT,
              INT32_STACK_SLOT,
              UINT32_STACK_SLOT,
              BOOL_STACK_SLOT,
              DOUBLE_STACK_SLOT,
              HOLEY_DOUBLE_STACK_SLOT,
              OPTIMIZED_OUT,
              DUPLICATED_OBJECT,
              OTHER ->
              0;
        };
    int next = at + 1;
    for (int i = 0; i < parts && next < instructions.size() && nested++ < MOST_NESTED; i++) {
      next = behind(instructions, next);
    }
    return next;
  }

  private Kind kind(Translations.Instruction instruction) {
    return kinds.getOrDefault(instruction.opcode(), Kind.OTHER);
  }

  private Argument value(Translations.Instruction instruction) {
    int operand = instruction.operand(0);
    return switch (kind(instruction)) {
      case LITERAL -> literal(operand);
      case TAGGED_STACK_SLOT -> new Argument.Value(slot(operand));
      case INT32_STACK_SLOT -> new Argument.Untagged((int) slot(operand));
      case UINT32_STACK_SLOT -> new Argument.Untagged(slot(operand) & 0xffff_ffffL);
      case BOOL_STACK_SLOT -> new Argument.Text((slot(operand) & 1) != 0 ? "true" : "false");
      case DOUBLE_STACK_SLOT, HOLEY_DOUBLE_STACK_SLOT ->
          new Argument.Untagged(Double.longBitsToDouble(slot(operand)));
      case OPTIMIZED_OUT -> OPTIMIZED_OUT;
      case CAPTURED_OBJECT, DUPLICATED_OBJECT, STRING_CONCAT -> NEVER_MADE;
      case OTHER -> ELSEWHERE;
    };
  }

  private Argument literal(int index) {
    if (index < 0 || index >= reader.length(literals)) {
      return OPTIMIZED_OUT;
    }
    long value = reader.item(literals, index);
    return new Argument.Value(
        Tagged.isSmi(value) ? value : Tagged.reference(Tagged.address(value)));
  }

  /// `OptimizedJSFrame::StackSlotOffsetRelativeToFp`: slots count down from the return address.
  private long slot(int index) {
    return reader.memory().word(fp + 8 - 8L * index);
  }
}
