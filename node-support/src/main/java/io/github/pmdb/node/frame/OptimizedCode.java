package io.github.pmdb.node.frame;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What runs at a call in optimized code: the safepoint of the return address leads to an entry of
/// the data for deoptimization, that to the list of frames.
final class OptimizedCode {
  /// An entry has the offset of the bytecode, the list's index and a pc.
  private static final int ENTRY_WORDS = 3;

  /// Entries of Maglev have a byte more, of registers that were saved.
  private static final int SPILLED = 1;

  private static final int MOST_SAFEPOINTS = 1 << 16;

  private final HeapReader reader;
  private final Layout layout;
  private final Bytecode bytecode;
  private final Translations translations;

  OptimizedCode(HeapReader reader, Bytecode bytecode, Translations translations) {
    this.reader = reader;
    this.layout = reader.layout();
    this.bytecode = bytecode;
    this.translations = translations;
  }

  /// A function that runs.
  ///
  /// @param shared tagged `SharedFunctionInfo`
  record Function(long shared, int offset, boolean builtin) {}

  /// The functions at a return address, outermost first; none where the code does not tell.
  List<Function> at(CodeObject code, long pc) {
    OptionalInt entry = deoptimization(code, pc - code.start());
    if (entry.isEmpty()) {
      return List.of();
    }
    long data = reader.field(code.object(), "Code.deoptimization_data");
    int first = layout.get("DeoptimizationData.first_entry");
    int index = first + ENTRY_WORDS * entry.getAsInt() + 1;
    if (index >= reader.length(data)) {
      return List.of();
    }
    byte[] bytes = bytecode.bytes(reader.item(data, 0));
    long literals = reader.item(data, layout.get("DeoptimizationData.literals"));
    return translations.frames(bytes, Tagged.smi(reader.item(data, index))).stream()
        .map(f -> function(f, literals))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Function> function(Translations.Frame frame, long literals) {
    if (frame.literal() < 0 || frame.literal() >= reader.length(literals)) {
      return Optional.empty();
    }
    long shared = reader.item(literals, frame.literal());
    return reader.is(shared, "SharedFunctionInfo")
        ? Optional.of(
            new Function(Tagged.reference(Tagged.address(shared)), frame.offset(), frame.builtin()))
        : Optional.empty();
  }

  /// The index of a call's entry. Code that is to be left has other return addresses on the stack,
  /// its trampolines.
  private OptionalInt deoptimization(CodeObject code, long pc) {
    boolean maglev = code.tier() == Tier.MAGLEV;
    if (maglev && !layout.has("Safepoints.maglev_header")) {
      return OptionalInt.empty();
    }
    int header = layout.get("Safepoints.header");
    long table = code.start() + code.size();
    int count = Math.clamp(reader.memory().i32(table + header - 8), 0, MOST_SAFEPOINTS);
    int config = reader.memory().i32(table + header - 4);
    if ((config & 1) == 0) {
      return OptionalInt.empty();
    }
    int registers = config >> 1 & 7;
    int pcs = config >> 4 & 7;
    int indices = config >> 7 & 7;
    int size = 2 * pcs + indices + registers + (maglev ? SPILLED : 0);
    int entries = maglev ? layout.get("Safepoints.maglev_header") : header;
    byte[] bytes = reader.memory().bytes(table + entries, count * size);
    for (int i = 0; i < count; i++) {
      int at = i * size;
      long own = number(bytes, at, pcs);
      long trampoline = number(bytes, at + pcs + indices, pcs) - 1;
      if (own == pc || (trampoline == pc && trampoline >= 0)) {
        int index = (int) number(bytes, at + pcs, indices) - 1;
        return index >= 0 ? OptionalInt.of(index) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  private static long number(byte[] bytes, int at, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }
}
