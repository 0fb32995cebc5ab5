package io.github.pmdb.node.code;

import io.github.pmdb.memory.MemoryFault;
import io.github.pmdb.node.function.Functions;
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

  private static final int MOST_ARGUMENTS = 1 << 10;

  private final HeapReader reader;
  private final Layout layout;
  private final Bytecode bytecode;
  private final Translations translations;
  private final Functions functions;

  public OptimizedCode(HeapReader reader, Bytecode bytecode, Translations translations) {
    this.reader = reader;
    this.layout = reader.layout();
    this.bytecode = bytecode;
    this.translations = translations;
    this.functions = new Functions(reader);
  }

  /// A function that runs.
  ///
  /// @param shared tagged `SharedFunctionInfo`
  /// @param call absent where the values are not where the code says: away from calls
  public record Function(long shared, int offset, boolean builtin, Optional<Call> call) {}

  /// @param function tagged function object, 0 where the code has none
  /// @param arguments the receiver first
  public record Call(long function, List<Argument> arguments) {}

  /// The functions at a return address, outermost first; none where the code does not tell.
  ///
  /// @param fp frame pointer of the frame that is returned to
  public List<Function> at(CodeObject code, long pc, long fp) {
    return functions(
        code, safepoints(code).flatMap(s -> boxed(s.at(pc - code.start()))), Optional.of(fp));
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
        code,
        loop.or(() -> boxed(calls.get().before(at))).or(() -> boxed(calls.get().from(at))),
        Optional.empty());
  }

  private static Optional<Integer> boxed(OptionalInt number) {
    return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
  }

  private static Optional<Long> boxed(OptionalLong number) {
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }

  private List<Function> functions(CodeObject code, Optional<Integer> entry, Optional<Long> fp) {
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
    Optional<FrameValues> values = fp.map(at -> new FrameValues(reader, literals, at));
    return translations.frames(bytes, Tagged.smi(reader.item(data, index))).stream()
        .map(f -> function(f, literals, values))
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<Function> function(
      Translations.Frame frame, long literals, Optional<FrameValues> values) {
    if (frame.literal() < 0 || frame.literal() >= reader.length(literals)) {
      return Optional.empty();
    }
    long found = reader.item(literals, frame.literal());
    if (!reader.is(found, "SharedFunctionInfo")) {
      return Optional.empty();
    }
    long shared = Tagged.reference(Tagged.address(found));
    Optional<Call> call =
        frame.builtin() ? Optional.empty() : values.flatMap(v -> call(frame, shared, v));
    return Optional.of(new Function(shared, frame.offset(), frame.builtin(), call));
  }

  private Optional<Call> call(Translations.Frame frame, long shared, FrameValues values) {
    try {
      boolean passed = frame.passedCount() > 0;
      int count = passed ? frame.passedCount() : functions.parameters(shared) + 1;
      List<Argument> all =
          values.read(
              passed ? frame.passed() : frame.values(), Math.min(count, MOST_ARGUMENTS) + 1);
      return all.isEmpty()
          ? Optional.empty()
          : Optional.of(new Call(function(all.getFirst()), all.subList(1, all.size())));
    } catch (MemoryFault _) {
      // Its arguments are told as not known.
      return Optional.empty();
    }
  }

  private long function(Argument argument) {
    return argument instanceof Argument.Value(long tagged) && reader.isFunction(reader.type(tagged))
        ? tagged
        : 0;
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
