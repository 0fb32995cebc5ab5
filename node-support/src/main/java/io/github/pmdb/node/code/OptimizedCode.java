package io.github.pmdb.node.code;

import io.github.pmdb.node.layout.Layout;
import io.github.pmdb.node.object.HeapReader;
import io.github.pmdb.node.word.Tagged;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What runs at a call in optimized code: the safepoint of the return address leads to an entry of
/// the data for deoptimization, that to the list of frames.
public final class OptimizedCode {
  /// An entry has the offset of the bytecode, the list's index and a pc.
  private static final int ENTRY_WORDS = 3;

  /// Entries of Maglev have a byte more, of registers that were saved.
  private static final int SPILLED = 1;

  /// Of longer code the rest is not looked at.
  private static final int LONGEST = 4 << 20;

  private final HeapReader reader;
  private final Layout layout;
  private final Bytecode bytecode;
  private final Translations translations;

  public OptimizedCode(HeapReader reader, Bytecode bytecode, Translations translations) {
    this.reader = reader;
    this.layout = reader.layout();
    this.bytecode = bytecode;
    this.translations = translations;
  }

  /// A function that runs.
  ///
  /// @param shared tagged `SharedFunctionInfo`
  public record Function(long shared, int offset, boolean builtin) {}

  /// The functions at a return address, outermost first; none where the code does not tell.
  public List<Function> at(CodeObject code, long pc) {
    return functions(code, safepoints(code).flatMap(s -> boxed(s.at(pc - code.start()))));
  }

  /// The functions at some place near an address that is no call: in the loop that runs, if there
  /// is one, else at the call before.
  public List<Function> near(CodeObject code, long pc) {
    Optional<Safepoints> calls = safepoints(code);
    if (calls.isEmpty()) {
      return List.of();
    }
    long at = pc - code.start();
    int size = (int) Math.min(code.size(), LONGEST);
    Optional<Integer> loop =
        boxed(new LoopChecks(reader.memory().bytes(code.start(), size)).after(at))
            .flatMap(check -> boxed(calls.get().from(check)));
    return functions(
        code, loop.or(() -> boxed(calls.get().before(at))).or(() -> boxed(calls.get().from(at))));
  }

  private static Optional<Integer> boxed(OptionalInt number) {
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  private static Optional<Long> boxed(OptionalLong number) {
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }

  private List<Function> functions(CodeObject code, Optional<Integer> entry) {
    if (entry.isEmpty()) {
      return List.of();
    }
    long data = reader.field(code.object(), "Code.deoptimization_data");
    int first = layout.get("DeoptimizationData.first_entry");
    int index = first + ENTRY_WORDS * entry.get() + 1;
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

  private Optional<Safepoints> safepoints(CodeObject code) {
    boolean maglev = code.tier() == Tier.MAGLEV;
    if (maglev && !layout.has("Safepoints.maglev_header")) {
      return Optional.empty();
    }
    int header = layout.get("Safepoints.header");
    int own = maglev ? layout.get("Safepoints.maglev_header") : header;
    long table = code.start() + code.size();
    return Optional.of(Safepoints.read(reader.memory(), table, header, own, maglev ? SPILLED : 0));
  }
}
