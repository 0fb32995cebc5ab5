package io.github.pmdb.uprobe.trace;

import io.github.pmdb.snapshot.UserError;
import io.github.pmdb.uprobe.agent.Bytecode;
import io.github.pmdb.uprobe.agent.CheckedCode;
import io.github.pmdb.uprobe.agent.ContextRegister;
import io.github.pmdb.uprobe.agent.Op;
import io.github.pmdb.uprobe.agent.Operator;
import io.github.pmdb.uprobe.agent.Step;
import io.github.pmdb.uprobe.agent.Verifier;
import io.github.pmdb.uprobe.attach.Instructions;
import io.github.pmdb.uprobe.compile.ExpressionCompiler;
import io.github.pmdb.uprobe.compile.Symbols;
import io.github.pmdb.uprobe.event.Capture;
import io.github.pmdb.uprobe.event.EventProgram;
import io.github.pmdb.uprobe.spec.Item;
import io.github.pmdb.uprobe.spec.Part;
import io.github.pmdb.uprobe.spec.TraceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Plans for both ends of calls, each with a record of its own. Where the return address lies on
/// the stack tells which return belongs to which entry, and which calls are over.
final class TreePlan {
  private static final int STACK_POINTER = ContextRegister.RSP.number();

  private final TraceRun.Wanted wanted;
  private final TraceSpec spec;
  private final long perSecond;
  private final Symbols symbols;
  private final Instructions code;

  /// @throws UserError when the calls are asked for in a way that no entry could be told
  TreePlan(TraceRun.Wanted wanted, Symbols symbols, Instructions code) {
    this.wanted = wanted;
    this.spec = wanted.spec();
    this.perSecond = wanted.perSecond();
    this.symbols = symbols;
    this.code = code;
    if (spec.conditions().stream().anyMatch(CallPlan::isResult)) {
      throw new UserError(
          "an entry is told before it is known what the call returns: the condition has $retval",
          "trace-return tells calls when they return");
    }
  }

  /// Whether only some of the calls are told.
  private boolean chooses() {
    return spec.condition().isPresent() || perSecond <= Integer.MAX_VALUE;
  }

  /// First the returns: of a call whose entry is seen, the return is too.
  List<Plan> plans(List<Long> places) {
    List<Plan> returns = new ArrayList<>();
    List<Plan> entries = new ArrayList<>();
    for (long place : places) {
      if (spec.items().isEmpty() && spec.condition().isEmpty()) {
        entries.add(entry(place, nameOf(place), entryMarks(), Optional.empty()));
        returns.add(back(place, nameOf(place), returnMarks()));
      } else {
        printing(place, entries, returns);
      }
    }
    returns.addAll(entries);
    return returns;
  }

  /// The name is all that is told, which needs no debugger.
  private String nameOf(long place) {
    String name = code.name(place);
    return name.isEmpty() ? symbols.function(place).name() : name;
  }

  private void printing(long place, List<Plan> entries, List<Plan> returns) {
    ExpressionCompiler compiler = new ExpressionCompiler(symbols, place);
    Taken before = new Taken(compiler, wanted.scripts());
    Taken behind = new Taken(compiler.atReturn(), wanted.scripts());
    boolean formatted = spec.format().isPresent();
    List<Item> items = spec.items().isEmpty() ? List.of() : CallPlan.items(spec);
    for (Item item : items) {
      (CallPlan.isResult(item) ? behind : before).add(item, 0, formatted);
    }
    String name = compiler.functionName().isEmpty() ? code.name(place) : compiler.functionName();
    Optional<CheckedCode> condition = spec.condition().map(Part::text).map(compiler::condition);
    entries.add(entry(place, name, entryMarks().and(before), condition));
    returns.add(back(place, name, returnMarks().and(behind)));
  }

  private record Marks(List<Capture> captures, List<Field> fields, List<String> remarks) {
    Marks and(Taken taken) {
      return new Marks(
          CallPlan.joined(captures, taken.captures),
          CallPlan.joined(fields, taken.fields),
          taken.remarks);
    }
  }

  private static Marks entryMarks() {
    return new Marks(
        List.of(
            number(new Op.ReadRegister(STACK_POINTER)),
            number(new Op.ReadRegister(STACK_POINTER), new Op.Reference(Long.BYTES))),
        List.of(new Field.Slot(), new Field.Caller()),
        List.of());
  }

  private Marks returnMarks() {
    return new Marks(
        List.of(
            number(
                new Op.ReadRegister(STACK_POINTER),
                new Op.Constant(code.file().returning().popped()),
                new Op.Binary(Operator.SUB))),
        List.of(new Field.Slot()),
        List.of());
  }

  private static Capture number(Op... operations) {
    List<Step> steps = new ArrayList<>();
    for (Op each : operations) {
      steps.add(new Step(steps.size(), each));
    }
    steps.add(new Step(steps.size(), new Op.End()));
    return new Capture.Scalar(Verifier.verify(new Bytecode(steps)));
  }

  private Plan entry(long place, String name, Marks marks, Optional<CheckedCode> condition) {
    return plan(
        place,
        name,
        marks,
        chooses()
            ? EventProgram.opening(condition, marks.captures(), perSecond)
            : EventProgram.always(marks.captures()));
  }

  private Plan back(long place, String name, Marks marks) {
    return plan(
        place,
        name,
        marks,
        chooses()
            ? EventProgram.closing(marks.captures(), code.file().returning().popped())
            : EventProgram.atReturn(marks.captures()));
  }

  private static Plan plan(long place, String name, Marks marks, EventProgram program) {
    return new Plan(
        place,
        0,
        name,
        program,
        marks.fields(),
        IntStream.range(0, marks.fields().size()).boxed().toList(),
        marks.remarks());
  }
}
