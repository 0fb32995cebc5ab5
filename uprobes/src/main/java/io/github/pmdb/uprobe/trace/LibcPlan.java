package io.github.pmdb.uprobe.trace;

import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.CallProgram;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.event.EventProgram;
import io.github.pmdb.uprobe.event.Recording;
import io.github.pmdb.uprobe.libc.CallCaptures;
import io.github.pmdb.uprobe.libc.CallTable;
import io.github.pmdb.uprobe.libc.Signature;
import io.github.pmdb.uprobe.spec.Part;
import io.github.pmdb.uprobe.spec.TraceSpec;
import io.github.pmdb.uprobe.syscall.KernelTypes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/// Plans for functions of the C library of which nothing in particular is to be printed: the call
/// is, as far as it is known what it takes.
final class LibcPlan {
  /// A debugger that knows no lines puts a breakpoint behind what sets up the frame.
  private static final int MOST_INTO = 16;

  private final TraceRun.Wanted wanted;
  private final TraceSpec spec;
  private final Symbols symbols;
  private final Instructions code;
  private final long entry;
  private final Signature signature;

  private LibcPlan(
      TraceRun.Wanted wanted, Symbols symbols, Instructions code, long entry, Signature signature) {
    this.wanted = wanted;
    this.spec = wanted.spec();
    this.symbols = symbols;
    this.code = code;
    this.entry = entry;
    this.signature = signature;
  }

  /// Empty where it is no such function, or something is named to be printed.
  static Optional<LibcPlan> of(
      TraceRun.Wanted wanted, Symbols symbols, Instructions code, long place) {
    TraceSpec spec = wanted.spec();
    if (!spec.items().isEmpty() || spec.format().isPresent() || !code.file().isLibc()) {
      return Optional.empty();
    }
    long entry = code.entry(place);
    boolean exact = spec.location().text().startsWith("*");
    return place - entry > (exact ? 0 : MOST_INTO)
        ? Optional.empty()
        : CallTable.find(names(spec, code, entry))
            .map(signature -> new LibcPlan(wanted, symbols, code, entry, signature));
  }

  /// That of the location first, then short ones: `open` is `open64` too.
  private static List<String> names(TraceSpec spec, Instructions code, long entry) {
    List<String> all = code.names(entry);
    List<String> names = new ArrayList<>();
    all.stream().filter(spec.location().text()::equals).forEach(names::add);
    all.stream().sorted(Comparator.comparingInt(String::length)).forEach(names::add);
    return names;
  }

  Plan atEntry() {
    List<Capture> captures = CallCaptures.atEntry(signature);
    Optional<CheckedCode> condition =
        spec.condition().map(Part::text).map(new ExpressionCompiler(symbols, entry)::condition);
    return plan(
        EventProgram.of(condition, captures, wanted.perSecond()),
        fields(captures.size()),
        List.of());
  }

  Plan atReturn() {
    Optional<Capture.Errno> errno = errno();
    List<Capture> before = CallCaptures.atEntry(signature);
    List<Capture> behind = new ArrayList<>(List.of(new Capture.Elapsed()));
    behind.addAll(CallCaptures.atReturn(signature, errno));
    List<Field> fields = new ArrayList<>(fields(before.size()));
    fields.add(new Field.Elapsed());
    fields.addAll(fields(behind.size() - 1));
    CallPlan conditions = new CallPlan(wanted, new ExpressionCompiler(symbols, entry));
    Recording recording =
        new CallProgram(
            new CallProgram.End(conditions.condition(false), before),
            new CallProgram.End(conditions.condition(true), behind),
            wanted.perSecond(),
            code.file().returning().popped());
    return plan(
        recording,
        fields,
        errno.isPresent() ? List.of() : List.of("errno: where a thread has it is not known"));
  }

  private List<Field> fields(int count) {
    return IntStream.range(0, count).<Field>mapToObj(_ -> new Field.OfCall(signature)).toList();
  }

  private Plan plan(Recording recording, List<Field> fields, List<String> remarks) {
    return new Plan(
        entry,
        0,
        signature.name(),
        recording,
        fields,
        IntStream.range(0, fields.size()).boxed().toList(),
        remarks);
  }

  private Optional<Capture.Errno> errno() {
    OptionalInt base = KernelTypes.threadBase();
    return base.isPresent()
        ? distance().map(distance -> new Capture.Errno(base.getAsInt(), distance))
        : Optional.empty();
  }

  private Optional<Capture.Distance> distance() {
    OptionalLong known = code.file().errno();
    OptionalLong stored = code.file().errnoStored();
    return known.isPresent()
        ? Optional.of(new Capture.Distance.Known(known.getAsLong()))
        : stored.isPresent()
            ? Optional.of(new Capture.Distance.Stored(stored.getAsLong()))
            : Optional.empty();
  }
}
